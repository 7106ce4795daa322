/**
 * Decodes the spans of an ExportTraceServiceRequest in protobuf into a block: invalid spans are rejected, long texts
 * cut.
 */
import { MessageFields } from '../otlp/message-fields.js';
import { REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE, SCOPE_SPANS } from '../otlp/otlp-messages.js';
import { forEachMessage } from '../otlp/protobuf-reader.js';
import type { ProtobufReader } from '../otlp/protobuf-reader.js';
import { DictionaryColumn } from '../store/dictionary-column.js';
import { MapColumn } from '../store/map-column.js';
import { ByteColumn } from '../store/native-columns.js';
import { OriginColumns } from '../store/origin-columns.js';
import type { SpanBlock } from '../store/span-block.js';
import { AttributeDecoder } from './attribute-decoder.js';
import { DecodeContext } from './decode-context.js';
import { ExportError } from './export-error.js';
import type { Limits } from './limits.js';
import type { PartialSuccess } from './partial-success.js';
import { SpanDecoder } from './span-decoder.js';
import type { ResourceAndScope } from './span-decoder.js';
import { UnknownNames } from './unknown-names.js';
import { writeCount } from './write-count.js';

const SERVICE_NAME = Buffer.from('service.name');

/** Decodes requests into a block, one after the other. */
export class RequestDecoder {
  readonly #block: SpanBlock;
  readonly #limits: Limits;
  readonly #retention: number | undefined;
  readonly #attributes = new AttributeDecoder();
  readonly #spans: SpanDecoder;
  readonly #resourceSpans = new MessageFields('ResourceSpans');
  readonly #resource = new MessageFields('Resource');
  readonly #scopeSpans = new MessageFields('ScopeSpans');
  readonly #scope = new MessageFields('InstrumentationScope');
  readonly #shared: ResourceAndScope;

  /** @param retention the days after which spans of the block are deleted */
  constructor(block: SpanBlock, limits: Limits, retention?: number) {
    this.#block = block;
    this.#limits = limits;
    this.#retention = retention;
    this.#shared = {
      resource: new MapColumn(block.resource.keys.dictionary),
      service: new DictionaryColumn(block.service.dictionary),
      scopeName: new ByteColumn(),
      scopeVersion: new ByteColumn(),
      origin: new OriginColumns(block.origin),
    };
    this.#spans = new SpanDecoder(block, this.#attributes, this.#shared);
  }

  /**
   * Writes the valid spans into the block. Throws an {@link ExportError}, and leaves the block empty then.
   *
   * @param unknownNames the names of a request in JSON that are not in the body any more
   */
  decode(body: Buffer, unknownNames: UnknownNames = new UnknownNames()): PartialSuccess {
    const context = new DecodeContext(body, this.#limits, unknownNames, this.#retention);
    try {
      forEachMessage(context.reader, 0, body.length, REQUEST.resourceSpans, (start, end) =>
        this.#decodeResourceSpans(context, start, end),
      );
      noteOtherFields(context.reader, body.length, unknownNames);
    } catch (error) {
      this.#block.clear();
      if (error instanceof ExportError) throw error;
      throw new ExportError(
        'invalidArgument',
        'The body is no ExportTraceServiceRequest of OTLP in protobuf: ' +
          `${error instanceof Error ? error.message : String(error)}.`,
        { cause: error },
      );
    }
    return context.partialSuccess;
  }

  #decodeResourceSpans(context: DecodeContext, start: number, end: number): void {
    context.countMessages(1);
    const { reader } = context;
    const fields = this.#resourceSpans;
    const { resource, service, origin } = this.#shared;
    fields.read(reader, start, end);
    this.#resource.read(reader, fields.start(RESOURCE_SPANS.resource), fields.end(RESOURCE_SPANS.resource));
    resource.clearEntries();
    this.#attributes.decode(context, this.#resource, RESOURCE.attributes, resource);
    origin.clearResource();
    context.writeField(origin.resourceSchemaUrl, fields, RESOURCE_SPANS.schemaUrl);
    writeCount(reader, origin.resourceDropped, this.#resource, RESOURCE.droppedAttributesCount);
    service.clearRows();
    this.#attributes.decodeValueOf(context, this.#resource, RESOURCE.attributes, SERVICE_NAME, service);
    forEachMessage(
      reader,
      fields.start(RESOURCE_SPANS.scopeSpans),
      fields.end(RESOURCE_SPANS.scopeSpans),
      RESOURCE_SPANS.scopeSpans,
      (from, to) => this.#decodeScopeSpans(context, from, to),
    );
  }

  #decodeScopeSpans(context: DecodeContext, start: number, end: number): void {
    context.countMessages(1);
    const { reader } = context;
    const { scopeName, scopeVersion, origin } = this.#shared;
    const fields = this.#scopeSpans;
    fields.read(reader, start, end);
    this.#scope.read(reader, fields.start(SCOPE_SPANS.scope), fields.end(SCOPE_SPANS.scope));
    scopeName.clear();
    context.writeField(scopeName, this.#scope, SCOPE.name);
    scopeVersion.clear();
    context.writeField(scopeVersion, this.#scope, SCOPE.version);
    origin.clearScope();
    context.writeField(origin.scopeSchemaUrl, fields, SCOPE_SPANS.schemaUrl);
    this.#attributes.decode(context, this.#scope, SCOPE.attributes, origin.scopeAttributes);
    writeCount(reader, origin.scopeDropped, this.#scope, SCOPE.droppedAttributesCount);
    forEachMessage(
      reader,
      fields.start(SCOPE_SPANS.spans),
      fields.end(SCOPE_SPANS.spans),
      SCOPE_SPANS.spans,
      (from, to) => this.#spans.decode(context, from, to),
    );
  }
}

/** Notes the fields of a request that are none of its own, as those of another message are. */
function noteOtherFields(reader: ProtobufReader, length: number, unknownNames: UnknownNames): void {
  // one look is enough: what is no request has another field first
  if (reader.readField(0, length) && reader.fieldNumber !== REQUEST.resourceSpans)
    unknownNames.addOther(`field ${reader.fieldNumber}`);
}
