/** Takes the spans, and what is around them, out of the objects and lists of JSON as they end. */
import type { FileReport } from './file-report.js';
import { HeldSpans, LATE_SCHEMA_URL, MAX_HELD } from './held-spans.js';
import { isList, OTHER_SIGNALS } from './json-frames.js';
import type { Frame, FrameKind } from './json-frames.js';
import { BrokenJson } from './json-value.js';
import type { JsonValue } from './json-value.js';
import { MAX_VALUE } from './span-group.js';
import type { SpanGroup } from './span-group.js';

const MIB = 1024 * 1024;
/** The bytes of `""`. */
const EMPTY_TEXT = 2;

export class JsonContents {
  readonly #report: FileReport;
  readonly #emit: (group: SpanGroup) => void;

  constructor(report: FileReport, emit: (group: SpanGroup) => void) {
    this.#report = report;
    this.#emit = emit;
  }

  /** Returns what holds the spans of a frame that begins: a resource has its own, and what is in it shares that. */
  heldFor(kind: FrameKind, parent: Frame | undefined): HeldSpans | undefined {
    if (kind === 'resource') return new HeldSpans('OTLP JSON', ['resource', 'scope'], this.#emit);
    if (kind === 'scope') parent?.held?.startPart();
    if (kind === 'spans' && parent?.kind === 'document') {
      parent.held = new HeldSpans('Jaeger JSON', ['processes', ''], this.#emit);
      for (const [name, value] of parent.values) parent.held.setOuter(name, value);
    }
    return kind === 'scopes' || kind === 'scope' || kind === 'spans' ? parent?.held : undefined;
  }

  /** Returns true for a list of other telemetry, and counts it. */
  isOther(frame: Frame): boolean {
    if (frame.kind !== 'document' || !OTHER_SIGNALS.has(frame.key)) return false;
    this.#report.count('lists of metrics, logs or profiles left out');
    frame.hasKnownParts = true;
    return true;
  }

  endDocument({ held, values, hasKnownParts, line }: Frame): void {
    if (held) return held.end();
    if (values.has('traceId') && values.has('id')) {
      const fields = [...values].flatMap(([key, value]) => [Buffer.from(`,${JSON.stringify(key)}:`), value]);
      const bytes = Buffer.concat([Buffer.from('{'), ...fields, Buffer.from('}')]);
      // the first field has a comma before it
      bytes[1] = 0x20;
      return this.#emit({ form: 'Zipkin JSON', around: {}, spans: [{ bytes, line }] });
    }
    if (hasKnownParts || values.size === 0) return;
    const names = [...values.keys()].slice(0, 3).map((name) => JSON.stringify(name.slice(0, 60)));
    this.#report.addProblem(
      "neither OTLP (resourceSpans) nor Jaeger's JSON (data, spans) nor Zipkin's (traceId, id): " +
        `it has ${names.join(', ')}.`,
      line,
    );
  }

  /** Uses a value in a frame, or a name. Throws a {@link BrokenJson} if it is no name. */
  endValue(frame: Frame, value: JsonValue): void {
    if (!isList(frame) && frame.expects !== 'value') {
      frame.key = nameOf(value);
      frame.expects = 'colon';
      return;
    }
    frame.expects = 'comma';
    const { refused, line } = value;
    if (refused !== undefined) {
      const what =
        frame.kind === 'spans' ? 'a span' : isList(frame) ? 'a value' : JSON.stringify(frame.key.slice(0, 60));
      this.#report.addProblem(`${what} ${refused}; it is left out.`, line);
    } else if (frame.kind === 'spans') this.#addSpan(frame, value);
    else if (!isList(frame)) this.#keep(frame, value.bytes);
  }

  #addSpan({ held }: Frame, { bytes, line }: JsonValue): void {
    if (held?.add({ bytes, line }) === false)
      this.#report.addProblem(
        'what is around these spans (their resource, scope or processes) is behind more than ' +
          `${MAX_HELD / MIB} MiB of them; they were read without it.`,
        line,
      );
  }

  #keep(frame: Frame, bytes: Buffer): void {
    const { kind, key, held } = frame;
    frame.kept += bytes.length;
    if (frame.kept > MAX_VALUE) return;
    frame.values.set(key, bytes);
    const isSchemaUrl = key === 'schemaUrl';
    const isInTime =
      kind === 'scope' ? held?.setInner(isSchemaUrl ? 'scopeSchemaUrl' : key, bytes) : held?.setOuter(key, bytes);
    if (isSchemaUrl && isInTime === false && bytes.length > EMPTY_TEXT) this.#report.count(LATE_SCHEMA_URL);
  }
}

function nameOf({ refused, bytes }: JsonValue): string {
  if (refused !== undefined) throw new BrokenJson(`a name ${refused}`);
  try {
    return String(JSON.parse(bytes.toString()));
  } catch {
    throw new BrokenJson('a name is no JSON string');
  }
}
