/** Takes ids, times or names out of spans, and keeps what is between them: what is the same stays the same. */
import { createHmac, randomBytes } from 'node:crypto';
import type { GraphAnswer } from '../../../api/answers.js';
import type { ExportParams } from '../../../api/export.js';
import type { Attributes, FullSpan } from './full-spans.js';
import { NumberedNames } from './numbered-names.js';

type Choices = Pick<ExportParams, 'ids' | 'times' | 'names'>;
type Shown = Pick<GraphAnswer, 'spans' | 'links' | 'missing' | 'lanes'>;

const NANOS = 1_000_000_000n;
/** The start of the first span, if times are shifted. */
const YEAR_2000 = 946_684_800n * NANOS;
/** The last start that a store takes. */
const LAST_TIME = 4_294_967_295n * NANOS;
/** Digits that may be an id, not part of a longer word. */
const ID = /(?<![0-9a-z])(?:[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-z])/gi;

export class AnonymousSpans {
  readonly #choices: Choices;
  /** Of this export alone: nobody can tell which id was which. */
  readonly #secret = randomBytes(32);
  readonly #ids = new Set<string>();
  readonly #services = new NumberedNames('service');
  readonly #names = new NumberedNames('operation');
  readonly #shift: bigint;

  constructor(choices: Choices, { spans, links, missing, lanes }: Shown) {
    this.#choices = choices;
    for (const { traceId } of [...lanes, ...missing]) this.#ids.add(traceId);
    for (const { traceId, spanId } of [...spans, ...links.flatMap(({ cause, effect }) => [cause, effect])])
      this.#ids.add(traceId).add(spanId);
    for (const { service } of spans) this.#services.of(service);
    const starts = spans.map(({ start }) => BigInt(start) * 1000n);
    const first = starts.reduce((least, start) => (start < least ? start : least), LAST_TIME);
    const last = starts.reduce((most, start) => (start > most ? start : most), 0n);
    const latest = LAST_TIME - (last - first) - NANOS;
    this.#shift = choices.times === 'kept' ? 0n : (latest < YEAR_2000 ? latest : YEAR_2000) - first;
  }

  /** Returns a span without what was chosen to be taken out. */
  apply(span: FullSpan): FullSpan {
    const { ids, names } = this.#choices;
    // a span may link to what is not in the export
    for (const id of [...span.linkTraceIds, ...span.linkSpanIds, span.parentSpanId]) this.#ids.add(id);
    const text = (value: string): string => this.#text(value);
    const all = (attributes: Attributes): Attributes => this.#attributes(attributes);
    const isRenamed = names === 'renamed';
    const time = (nanos: string): string => this.#time(nanos);
    const id = (value: string): string => (ids === 'kept' ? value : this.#id(value));
    return {
      ...span,
      traceId: id(span.traceId),
      spanId: id(span.spanId),
      parentSpanId: id(span.parentSpanId),
      traceState: text(span.traceState),
      name: isRenamed ? this.#names.of(span.name) : text(span.name),
      service: isRenamed ? this.#services.of(span.service) : text(span.service),
      resource: all(span.resource),
      attributes: all(span.attributes),
      statusMessage: text(span.statusMessage),
      start: time(span.start),
      eventTimes: span.eventTimes.map(time),
      eventNames: span.eventNames.map(text),
      eventAttributes: span.eventAttributes.map(all),
      linkTraceIds: span.linkTraceIds.map(id),
      linkSpanIds: span.linkSpanIds.map(id),
      linkTraceStates: span.linkTraceStates.map(text),
      linkAttributes: span.linkAttributes.map(all),
      ...(span.scopeAttributes && { scopeAttributes: all(span.scopeAttributes) }),
    };
  }

  #attributes(attributes: Attributes): Attributes {
    const { ids, names } = this.#choices;
    if (ids === 'kept' && names === 'kept') return attributes;
    return Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => {
        const service = names === 'renamed' ? this.#services.get(value) : undefined;
        return [key, service ?? this.#text(value, key.startsWith('spanlink.'))];
      }),
    );
  }

  /** @param hasIds true if all that looks like an id is one: else only ids of the export are, as numbers look alike */
  #text(value: string, hasIds: boolean = false): string {
    if (this.#choices.ids === 'kept') return value;
    return value.replaceAll(ID, (found) => (hasIds || this.#ids.has(found.toLowerCase()) ? this.#id(found) : found));
  }

  /** Returns another id of the same length; none for none. */
  #id(id: string): string {
    if (!/[^0]/.test(id)) return id;
    return createHmac('sha256', this.#secret).update(id.toLowerCase()).digest('hex').slice(0, id.length);
  }

  #time(nanos: string): string {
    const time = BigInt(nanos);
    const shifted = time + this.#shift;
    // 0 is no time
    return String(time === 0n || shifted < 0n ? 0n : shifted);
  }
}
