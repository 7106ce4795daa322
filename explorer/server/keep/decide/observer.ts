/** Observes the bytes of traces: which conditions their spans meet, and all else that is evidence. */
import { AttributeReader } from '../../otlp/attribute-reader.js';
import { MessageFields } from '../../otlp/message-fields.js';
import { LINK, REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE_SPANS, SPAN, STATUS } from '../../otlp/otlp-messages.js';
import { forEachMessage, ProtobufReader } from '../../otlp/protobuf-reader.js';
import { idIn, SpanIds } from './span-ids.js';
import { isId } from '../../otlp/valid-span.js';
import { RELATION_KEYS } from './conditions.js';
import type { Condition } from './conditions.js';
import { lowerText, mergeEvidence, NO_EVIDENCE } from './evidence.js';
import type { Evidence, EvidenceByTrace } from './evidence.js';
import type { Attributes, LinkFacts, SpanFacts } from './span-facts.js';
import { samplingState } from './trace-state.js';

/** What the graph needs to know of spans that came together, of one trace. */
export interface ObservedSpans {
  /** The ids of the spans, each followed by that of the parent: eight characters each, one a byte. */
  readonly ids: string;
  /** The earliest start, in nanoseconds since 1970. */
  readonly start: bigint;
  /** Their links, with the span that carries each. */
  readonly links: readonly ObservedLink[];
}

export interface ObservedLink {
  readonly carrier: string;
  /** In hex. */
  readonly traceId: string;
  readonly spanId: string;
}

export class Observer {
  readonly #conditions: readonly Condition[];
  readonly #attributes: AttributeReader;
  readonly #linkKeys: readonly string[];
  readonly #readsLinks: boolean;
  readonly #resourceSpans = new MessageFields('ResourceSpans');
  readonly #resource = new MessageFields('Resource');
  readonly #span = new MessageFields('Span');
  readonly #status = new MessageFields('Status');
  readonly #link = new MessageFields('Link');

  /** @param conditions those of a {@link Decider}, in its order */
  constructor(conditions: readonly Condition[]) {
    this.#conditions = conditions;
    this.#attributes = new AttributeReader(conditions.flatMap(({ keys }) => keys));
    this.#linkKeys = [...RELATION_KEYS, ...conditions.flatMap(({ linkKeys }) => linkKeys ?? [])];
    this.#readsLinks = conditions.some(({ linkKeys }) => linkKeys !== undefined);
  }

  /**
   * Adds the evidence in the bytes of a request that has spans of one trace: about that trace, and about those that its
   * links point to.
   *
   * @throws a `RangeError` if it is malformed
   */
  observe(traceId: string, request: Buffer, into: EvidenceByTrace): ObservedSpans {
    const reader = new ProtobufReader(request);
    const { bytes } = reader;
    const links: ObservedLink[] = [];
    const ids = new SpanIds();
    let [spans, first, start, end, met] = [0, MAX_START, 0n, 0n, 0n];
    let [randomness, hasThreshold] = ['', false];
    const onSpan = (spanStart: number, spanEnd: number): void => {
      const span = this.#readSpan(reader, spanStart, spanEnd);
      ids.add(bytes, this.#span);
      spans += 1;
      if (span.start < first) first = span.start;
      if (span.start !== 0n && (start === 0n || span.start < start)) start = span.start;
      if (span.end > end) end = span.end;
      met |= this.#metBy(bySpan, span);
      if (span.traceState !== '') {
        const state = samplingState(span.traceState);
        hasThreshold ||= state.threshold !== undefined;
        randomness = lowerText(randomness, state.randomness ?? '');
      }
      if (span.links.length === 0) return;
      const carrier = idIn(bytes, this.#span, SPAN.spanId);
      for (const link of span.links) {
        links.push({ carrier, traceId: link.traceId, spanId: link.spanId });
        const ofCause = this.#metBy(byLink, link);
        if (ofCause !== 0n) add(into, link.traceId, { ...NO_EVIDENCE, met: ofCause });
      }
    };
    const onScope = (scopeStart: number, scopeEnd: number): void =>
      forEachMessage(reader, scopeStart, scopeEnd, SCOPE_SPANS.spans, onSpan);
    forEachMessage(reader, 0, request.length, REQUEST.resourceSpans, (resourceStart, resourceEnd) => {
      const fields = this.#resourceSpans;
      fields.read(reader, resourceStart, resourceEnd);
      const [from, to] = [fields.start(RESOURCE_SPANS.scopeSpans), fields.end(RESOURCE_SPANS.scopeSpans)];
      const before = spans;
      const ofResource = this.#observeResource(reader, fields);
      forEachMessage(reader, from, to, RESOURCE_SPANS.scopeSpans, onScope);
      if (spans > before) met |= ofResource;
    });
    add(into, traceId, { spans, bytes: request.length, start, end, met, randomness, hasThreshold });
    return { ids: ids.text(), start: first, links };
  }

  #observeResource(reader: ProtobufReader, owner: MessageFields): bigint {
    this.#resource.read(reader, owner.start(RESOURCE_SPANS.resource), owner.end(RESOURCE_SPANS.resource));
    this.#attributes.read(reader, this.#resource, RESOURCE.attributes);
    return this.#metBy(byResource, this.#attributes.get);
  }

  /** Reads a span into facts that are valid until the next one is read. */
  #readSpan(reader: ProtobufReader, start: number, end: number): SpanFacts {
    const span = this.#span;
    const { bytes } = reader;
    span.read(reader, start, end);
    this.#status.read(reader, span.start(SPAN.status), span.end(SPAN.status));
    const time = (field: number): bigint => (span.has(field) ? bytes.readBigUInt64LE(span.start(field)) : 0n);
    const facts = {
      attributes: this.#attributes.get,
      statusCode: this.#status.has(STATUS.code) ? reader.readInt32(this.#status.start(STATUS.code)) : 0,
      flags: span.has(SPAN.flags) ? bytes.readUInt32LE(span.start(SPAN.flags)) : 0,
      traceState: span.has(SPAN.traceState)
        ? bytes.toString('latin1', span.start(SPAN.traceState), span.end(SPAN.traceState))
        : '',
      start: time(SPAN.startTimeUnixNano),
      end: time(SPAN.endTimeUnixNano),
      links: this.#readLinks(reader),
    };
    this.#attributes.read(reader, span, SPAN.attributes);
    return facts;
  }

  #readLinks(reader: ProtobufReader): readonly LinkFacts[] {
    if (!this.#span.has(SPAN.links)) return NO_LINKS;
    const links: LinkFacts[] = [];
    const [from, to] = [this.#span.start(SPAN.links), this.#span.end(SPAN.links)];
    forEachMessage(reader, from, to, SPAN.links, (start, end) => {
      this.#link.read(reader, start, end);
      // the index drops it, too
      if (!isId(reader.bytes, this.#link, LINK.traceId, 16) || !isId(reader.bytes, this.#link, LINK.spanId, 8)) return;
      const attributes = this.#readsLinks ? new AttributeReader(this.#linkKeys) : NO_ATTRIBUTES;
      attributes.read(reader, this.#link, LINK.attributes);
      const traceId = reader.bytes.toString('hex', this.#link.start(LINK.traceId), this.#link.end(LINK.traceId));
      links.push({ traceId, spanId: idIn(reader.bytes, this.#link, LINK.spanId), attributes: attributes.get });
    });
    return links;
  }

  #metBy<T>(isMet: (condition: Condition, by: T) => boolean | undefined, by: T): bigint {
    let met = 0n;
    for (let index = 0; index < this.#conditions.length; index += 1) {
      const condition = this.#conditions[index];
      if (condition && isMet(condition, by) === true) met |= 1n << BigInt(index);
    }
    return met;
  }
}

const byResource = (condition: Condition, attributes: Attributes): boolean | undefined =>
  condition.isMetByResource?.(attributes);
const bySpan = (condition: Condition, span: SpanFacts): boolean | undefined => condition.isMetBySpan?.(span);
const byLink = (condition: Condition, link: LinkFacts): boolean | undefined => condition.isMetByLinkTo?.(link);

/** Later than any start. */
const MAX_START = 2n ** 64n;

const NO_LINKS: readonly LinkFacts[] = [];
const NO_ATTRIBUTES = new AttributeReader([]);

function add(into: EvidenceByTrace, traceId: string, evidence: Evidence): void {
  into.set(traceId, mergeEvidence(into.get(traceId) ?? NO_EVIDENCE, evidence));
}
