/**
 * Stores found spans, batch by batch. A batch that is refused is halved, until the spans that are wrong are found: the
 * others are stored.
 */
import { ExportError } from '../receive/export-error.js';
import type { Limits } from '../receive/limits.js';
import type { PartialSuccess } from '../receive/partial-success.js';
import { RequestDecoder } from '../receive/request-decoder.js';
import { TraceService } from '../receive/trace-service.js';
import type { Store } from '../store/open-store.js';
import type { FileReport } from './file-report.js';
import type { SpanSink } from './read-content.js';
import { halve, sizeOfGroup } from './span-group.js';
import type { SpanGroup } from './span-group.js';
import { toRequest } from './to-request.js';

/** The bytes of a batch, as they are in the file. */
const BATCH = 1024 * 1024;
/** The batches that are stored at once, while the next one is read. */
const AT_ONCE = 4;

export class SpanWriter implements SpanSink {
  readonly #service: TraceService;
  readonly #report: FileReport;
  readonly #limits: Limits;
  readonly #store: Pick<Store, 'block' | 'append' | 'retention'>;
  readonly #running = new Set<Promise<void>>();
  #groups: SpanGroup[] = [];
  #bytes = 0;
  #failure: unknown;

  /** @param onStored called with the spans of each batch once they are stored, as `TraceService` does */
  constructor(
    store: Pick<Store, 'block' | 'append' | 'retention'>,
    limits: Limits,
    report: FileReport,
    onStored: ConstructorParameters<typeof TraceService>[2] = () => {},
  ) {
    this.#store = store;
    this.#limits = limits;
    this.#report = report;
    this.#service = new TraceService(store, limits, (block) => {
      for (const trace of block.traces()) if (!report.addTrace(trace)) break;
      onStored(block);
    });
  }

  add(group: SpanGroup): void {
    this.#report.addForm(group.form);
    this.#groups.push(group);
    this.#bytes += sizeOfGroup(group);
  }

  async drain(): Promise<void> {
    if (this.#bytes < BATCH) return;
    await this.#startBatches();
  }

  /** Resolves once everything is stored. Rejects if the store failed. */
  async finish(): Promise<void> {
    await this.#startBatches();
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  async #startBatches(): Promise<void> {
    const groups = this.#groups;
    [this.#groups, this.#bytes] = [[], 0];
    for (const batch of batchesOf(groups)) {
      while (this.#running.size >= AT_ONCE) await Promise.race(this.#running);
      this.#throwFailure();
      const run: Promise<void> = this.#write(batch)
        .catch((error: unknown) => void (this.#failure ??= error))
        .finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(groups: readonly SpanGroup[]): Promise<void> {
    let partialSuccess: PartialSuccess;
    try {
      const request = toRequest(groups, this.#limits.messages, this.#report.unknownNames);
      partialSuccess = await this.#service.export(request, 'protobuf');
    } catch (error) {
      // of a store that failed, nothing can be stored
      if (!(error instanceof ExportError) || error.retryAfter !== undefined) throw error;
      const spans = groups.flatMap((group) => group.spans);
      if (spans.length === 1)
        return this.#report.addProblem(`${sentenceOf(error)}; the span is left out.`, spans[0]?.line);
      // one after the other: each is stored before the next one is decoded
      for (const half of halve(groups)) await this.#write(half);
      return;
    }
    this.#report.spans += partialSuccess.acceptedSpans;
    if (partialSuccess.rejectedSpans > 0) this.#tellRejected(groups, partialSuccess.rejectedSpans);
    this.#report.count('links left out: their trace or span id is invalid', partialSuccess.countOf('links'));
    this.#report.count('texts cut: a name or the value of an attribute was too long', partialSuccess.countOf('texts'));
    this.#report.count(
      'spans about to be deleted: they started longer ago than --retention keeps spans',
      partialSuccess.countOf('expired'),
    );
  }

  /** Finds the spans that a batch was stored without. */
  #tellRejected(groups: readonly SpanGroup[], count: number): void {
    if (!this.#report.listsProblems) return this.#report.addUnlisted(count);
    const block = this.#store.block();
    const checker = new RequestDecoder(block, this.#limits);
    for (const group of groups)
      for (const span of group.spans) {
        const request = toRequest([{ ...group, spans: [span] }], this.#limits.messages, this.#report.unknownNames);
        const { rejectedSpans, errorMessage } = checker.decode(request);
        block.clear();
        const reason = errorMessage.replace(/^\d+ spans rejected: their/, 'its').split(';', 1)[0] ?? '';
        if (rejectedSpans > 0) this.#report.addProblem(`${reason}; the span is left out.`, span.line);
      }
  }
}

/** Splits groups into batches, each of one form. */
function* batchesOf(groups: readonly SpanGroup[]): Generator<SpanGroup[]> {
  let batch: SpanGroup[] = [];
  let bytes = 0;
  for (const group of groups.flatMap((each) => [...split(each)])) {
    if (batch.length > 0 && (batch[0]?.form !== group.form || bytes >= BATCH)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(group);
    bytes += sizeOfGroup(group);
  }
  if (batch.length > 0) yield batch;
}

/** Splits a group that was held whole until what is around it was known. */
function* split(group: SpanGroup): Generator<SpanGroup> {
  let [from, bytes] = [0, 0];
  for (const [index, span] of group.spans.entries()) {
    bytes += span.bytes.length;
    if (bytes < BATCH) continue;
    yield { ...group, spans: group.spans.slice(from, index + 1) };
    [from, bytes] = [index + 1, 0];
  }
  if (from < group.spans.length) yield { ...group, spans: group.spans.slice(from) };
}

const OTLP_PREFIX = /^The body is no (?:request|ExportTraceServiceRequest) of OTLP in (?:JSON|protobuf): /;
const SPAN_PATH = /\bresourceSpans\[\d+\]\.(scopeSpans\[\d+\]\.)?(spans\[\d+\]\.)?/g;

/** Returns the message of an error about a request for one that is about a span. */
const sentenceOf = ({ message }: ExportError): string =>
  message
    .replace(OTLP_PREFIX, '')
    .replaceAll(SPAN_PATH, '')
    .replace(/^The body/, 'it')
    .replace(/\.$/, '');
