/** Observes the bytes of traces: which conditions their spans meet, and all else that is evidence. */
import { AttributeReader } from '../../otlp/attribute-reader.js';
import { MessageFields } from '../../otlp/message-fields.js';
import { LINK, REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE_SPANS, SPAN, STATUS } from '../../otlp/otlp-messages.js';
import { forEachMessage, ProtobufReader } from '../../otlp/protobuf-reader.js';
import { isId } from '../../otlp/valid-span.js';
import { RELATION_KEYS } from './conditions.js';
import type { Condition } from './conditions.js';
import { mergeEvidence, NO_EVIDENCE } from './evidence.js';
import type { Evidence } from './evidence.js';
import type { LinkFacts, SpanFacts } from './span-facts.js';
import { samplingState } from './trace-state.js';

/** Evidence by trace id, in hex. */
export type EvidenceByTrace = Map<string, Evidence>;

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
   * @param linked collects the ids of the traces that links point to
   * @throws a `RangeError` if it is malformed
   */
  observe(traceId: string, request: Buffer, into: EvidenceByTrace, linked?: Set<string>): void {
    const reader = new ProtobufReader(request);
    let evidence: Evidence = { ...NO_EVIDENCE, bytes: request.length };
    forEachMessage(reader, 0, request.length, REQUEST.resourceSpans, (start, end) => {
      const fields = this.#resourceSpans;
      fields.read(reader, start, end);
      const met = this.#observeResource(reader, fields);
      const [from, to] = [fields.start(RESOURCE_SPANS.scopeSpans), fields.end(RESOURCE_SPANS.scopeSpans)];
      forEachMessage(reader, from, to, RESOURCE_SPANS.scopeSpans, (scopeStart, scopeEnd) =>
        forEachMessage(reader, scopeStart, scopeEnd, SCOPE_SPANS.spans, (spanStart, spanEnd) => {
          const span = this.#readSpan(reader, spanStart, spanEnd);
          const ofSpan = this.#observeSpan(span, into);
          for (const link of span.links) linked?.add(link.traceId);
          evidence = mergeEvidence(evidence, { ...ofSpan, met: ofSpan.met | met });
        }),
      );
    });
    add(into, traceId, evidence);
  }

  #observeResource(reader: ProtobufReader, owner: MessageFields): bigint {
    this.#resource.read(reader, owner.start(RESOURCE_SPANS.resource), owner.end(RESOURCE_SPANS.resource));
    this.#attributes.read(reader, this.#resource, RESOURCE.attributes);
    return this.#metBy(({ isMetByResource }) => isMetByResource?.(this.#attributes.get) ?? false);
  }

  #observeSpan(span: SpanFacts, into: EvidenceByTrace): Evidence {
    for (const link of span.links) {
      const met = this.#metBy(({ isMetByLinkTo }) => isMetByLinkTo?.(link) ?? false);
      if (met !== 0n) add(into, link.traceId, { ...NO_EVIDENCE, met });
    }
    const { threshold, randomness = '' } = samplingState(span.traceState);
    return {
      spans: 1,
      bytes: 0,
      start: span.start,
      end: span.end,
      met: this.#metBy(({ isMetBySpan }) => isMetBySpan?.(span) ?? false),
      randomness,
      hasThreshold: threshold !== undefined,
    };
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
      traceState: bytes.toString('latin1', span.start(SPAN.traceState), span.end(SPAN.traceState)),
      start: time(SPAN.startTimeUnixNano),
      end: time(SPAN.endTimeUnixNano),
      links: this.#readLinks(reader),
    };
    this.#attributes.read(reader, span, SPAN.attributes);
    return facts;
  }

  #readLinks(reader: ProtobufReader): LinkFacts[] {
    const links: LinkFacts[] = [];
    const [from, to] = [this.#span.start(SPAN.links), this.#span.end(SPAN.links)];
    forEachMessage(reader, from, to, SPAN.links, (start, end) => {
      this.#link.read(reader, start, end);
      // the index drops it, too
      if (!isId(reader.bytes, this.#link, LINK.traceId, 16)) return;
      const attributes = this.#readsLinks ? new AttributeReader(this.#linkKeys) : NO_ATTRIBUTES;
      attributes.read(reader, this.#link, LINK.attributes);
      const traceId = reader.bytes.toString('hex', this.#link.start(LINK.traceId), this.#link.end(LINK.traceId));
      links.push({ traceId, attributes: attributes.get });
    });
    return links;
  }

  #metBy(isMet: (condition: Condition) => boolean): bigint {
    let met = 0n;
    for (let index = 0; index < this.#conditions.length; index += 1) {
      const condition = this.#conditions[index];
      if (condition && isMet(condition)) met |= 1n << BigInt(index);
    }
    return met;
  }
}

const NO_ATTRIBUTES = new AttributeReader([]);

function add(into: EvidenceByTrace, traceId: string, evidence: Evidence): void {
  into.set(traceId, mergeEvidence(into.get(traceId) ?? NO_EVIDENCE, evidence));
}
