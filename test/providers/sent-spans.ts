/** The spans that a provider sent, looked up and compared in the words of all providers. */
import type { NeutralSpan } from './neutral-span';
import type { Ids } from './program/orders';
import type { Limits } from './providers';

/** The cause number n, as the program's messages bring it. */
export function causeOf(number: number): Ids {
  return { traceId: String(number).padStart(32, 'a'), spanId: String(number).padStart(16, 'b') };
}

export function childOf(parent: Ids): object {
  return { traceId: parent.traceId, parentId: parent.spanId };
}

/** The attribute of a link's relation. */
export function relation(name: string): Record<string, string> {
  return { 'spanlink.relation': name };
}

/** Attributes as all providers write them: some make text of each. */
export function asText(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
}

export class SentSpans {
  readonly all: readonly NeutralSpan[];
  readonly #limits: Limits;

  constructor(spans: readonly NeutralSpan[], limits: Limits) {
    this.all = spans;
    this.#limits = limits;
  }

  /** The one span of those ids that was sent. */
  one({ traceId, spanId }: Ids): NeutralSpan {
    const [span, ...others] = this.all.filter((each) => each.spanId === spanId);
    if (span === undefined || others.length > 0)
      throw new Error(`expected span ${spanId} to be sent once; it was ${others.length} times more`);
    const [own, half] = [traceId, traceId.slice(16).padStart(32, '0')];
    expect(this.#limits.traceIds === undefined ? [own] : [own, half]).toContain(span.traceId);
    return { ...span, traceId };
  }

  linkTo({ traceId, spanId }: Ids, attributes: Record<string, unknown>): object {
    return { traceId, spanId, attributes: this.#limits.linkAttributes === undefined ? attributes : {} };
  }

  linksOf(ids: Ids): object[] {
    return this.one(ids).links.map(({ traceId, spanId, attributes }) => ({
      traceId,
      spanId,
      attributes: asText(attributes),
    }));
  }
}
