/** New Relic's collector, as its agent asks it: preconnect, connect, and then span events with links among them. */
import type { NeutralSpan } from '../neutral-span';
import type { Protocol, Received } from './agent';
import { createCertificate } from './certificate';

/** An event: what the agent sets, what the application sets, and what the agent adds. */
type Event = readonly [intrinsics: Intrinsics, user: Attributes, agent: Attributes];
type Attributes = Readonly<Record<string, unknown>>;
type Intrinsics = Readonly<Record<string, string>>;

const CONNECTED = {
  agent_run_id: 'run',
  account_id: '1',
  primary_application_id: '2',
  trusted_account_key: '3',
};

export const newRelic: Protocol = {
  // its agent sends over TLS only
  tls: createCertificate,
  answer: ({ path, host }) => {
    const method = methodOf(path);
    if (method === 'preconnect') return { return_value: { redirect_host: host } };
    return { return_value: method === 'connect' ? CONNECTED : null };
  },
  decode: (received) => {
    const events = received.filter(({ path }) => methodOf(path) === 'span_event_data').flatMap(eventsIn);
    const ofType = (type: string, id: unknown): Event[] =>
      events.filter(([intrinsics]) => intrinsics.type === type && (intrinsics['span.id'] ?? intrinsics.id) === id);
    return events
      .filter(([{ type }]) => type === 'Span')
      .map(([intrinsics, user, agent]): NeutralSpan => {
        const { guid = '', traceId = '', parentId, name = '' } = intrinsics;
        const exceptions = ofType('SpanEvent', guid).filter(([event]) => event.name === 'exception');
        return {
          traceId,
          spanId: guid,
          parentId,
          name,
          isError: agent['status.code'] === 'error',
          failures: [agent['status.description'], agent['error.class'], agent['error.message']]
            .concat(exceptions.flatMap(([, own]) => [own['exception.type'], own['exception.message']]))
            .filter((text) => text !== undefined)
            .map(String),
          attributes: { ...agent, ...user },
          links: ofType('SpanLink', guid).map(([link, attributes]) => ({
            traceId: link.linkedTraceId ?? '',
            spanId: link.linkedSpanId ?? '',
            attributes,
          })),
        };
      });
  },
};

function methodOf(path: string): string | null {
  return new URL(path, 'https://localhost').searchParams.get('method');
}

function eventsIn({ body }: Received): Event[] {
  const [, , events] = JSON.parse(body.toString()) as [string, object, Event[]];
  return events;
}
