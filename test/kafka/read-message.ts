/** What is read of a message: in the process that takes it, which is another one where its client is an ES module. */
import { formatLink, type LinkSource, linksFrom } from '../../index.js';
import { fromKafka, type KafkaMessage, messageAttributes } from '../../integrations/messages/index.js';

/** The links and the attributes of a message, as JSON has them. */
export interface ReadMessage {
  readonly links: readonly string[];
  readonly states: readonly (string | null)[];
  /** The links that are read by the client's name. */
  readonly named: readonly string[];
  readonly attributes: unknown;
}

export function readMessage(message: LinkSource & KafkaMessage): ReadMessage {
  const links = linksFrom(message);
  return {
    links: links.map(({ context }) => formatLink(context)),
    states: links.map(({ context }) => context.traceState?.serialize() ?? null),
    named: fromKafka(message).map(({ context }) => formatLink(context)),
    attributes: messageAttributes(message),
  };
}
