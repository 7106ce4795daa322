/**
 * Spans of an OTLP request in protobuf, from its bytes into a block: what is invalid is left out, what is too long cut.
 */
import type { SpanBlock } from '../store/span-block.js';
import { Bytes, Maps } from '../store/native-columns.js';
import { AttributeReader } from './attribute-decoder.js';
import type { Limits } from './limits.js';
import { REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE, SCOPE_SPANS } from './otlp-messages.js';
import { Reading } from './decode-context.js';
import { Refusal } from './export-error.js';
import { SpanReader } from './span-decoder.js';
import type { Tally } from './partial-success.js';
import { Fields, forEach } from './protobuf-reader.js';

const SERVICE_NAME = Buffer.from('service.name');

/** Reads requests into a block, one after the other. */
export class RequestReader {
  readonly #block: SpanBlock;
  readonly #limits: Limits;
  readonly #attributes = new AttributeReader();
  readonly #spans: SpanReader;
  readonly #resourceSpans = new Fields('ResourceSpans');
  readonly #resource = new Fields('Resource');
  readonly #scopeSpans = new Fields('ScopeSpans');
  readonly #scope = new Fields('InstrumentationScope');
  readonly #shared = { resource: new Maps(), service: new Bytes(), scopeName: new Bytes(), scopeVersion: new Bytes() };

  constructor(block: SpanBlock, limits: Limits) {
    this.#block = block;
    this.#limits = limits;
    this.#spans = new SpanReader(block, this.#attributes, this.#shared);
  }

  /** Writes the spans that can be stored into the block. Throws a `Refusal`, and then the block is empty. */
  read(body: Buffer): Tally {
    const reading = new Reading(body, this.#limits);
    try {
      forEach(reading.wire, 0, body.length, REQUEST.resourceSpans, (start, end) =>
        this.#readResourceSpans(reading, start, end),
      );
    } catch (error) {
      this.#block.clear();
      if (error instanceof Refusal) throw error;
      throw new Refusal(
        'invalid',
        `The body is no ExportTraceServiceRequest of OTLP in protobuf: ${error instanceof Error ? error.message : String(error)}.`,
        { cause: error },
      );
    }
    return reading.tally;
  }

  #readResourceSpans(reading: Reading, start: number, end: number): void {
    reading.messages(1);
    const fields = this.#resourceSpans;
    const { resource, service } = this.#shared;
    fields.read(reading.wire, start, end);
    this.#resource.read(reading.wire, fields.from(RESOURCE_SPANS.resource), fields.to(RESOURCE_SPANS.resource));
    resource.clear();
    this.#attributes.read(reading, this.#resource, RESOURCE.attributes, resource);
    service.clear();
    this.#attributes.readOne(reading, this.#resource, RESOURCE.attributes, SERVICE_NAME, service);
    forEach(
      reading.wire,
      fields.from(RESOURCE_SPANS.scopeSpans),
      fields.to(RESOURCE_SPANS.scopeSpans),
      RESOURCE_SPANS.scopeSpans,
      (first, last) => this.#readScopeSpans(reading, first, last),
    );
  }

  #readScopeSpans(reading: Reading, start: number, end: number): void {
    reading.messages(1);
    const { scopeName, scopeVersion } = this.#shared;
    const fields = this.#scopeSpans;
    fields.read(reading.wire, start, end);
    this.#scope.read(reading.wire, fields.from(SCOPE_SPANS.scope), fields.to(SCOPE_SPANS.scope));
    scopeName.clear();
    reading.field(scopeName, this.#scope, SCOPE.name);
    scopeVersion.clear();
    reading.field(scopeVersion, this.#scope, SCOPE.version);
    forEach(
      reading.wire,
      fields.from(SCOPE_SPANS.spans),
      fields.to(SCOPE_SPANS.spans),
      SCOPE_SPANS.spans,
      (first, last) => this.#spans.read(reading, first, last),
    );
  }
}
