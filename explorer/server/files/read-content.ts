/** Reads spans from bytes of any of the known kinds, unpacks them, and tells of what it cannot read. */
import { BreaksOff, ByteSource } from './byte-source.js';
import { contentKind, HEAD, withoutMark } from './content-kind.js';
import type { ContentKind } from './content-kind.js';
import type { FileReport } from './file-report.js';
import { JsonScanner } from './json-scanner.js';
import { messageOf } from './message-of.js';
import { BrokenProtobuf, ProtobufScanner } from './protobuf-scanner.js';
import type { SpanGroup } from './span-group.js';
import { unpackGzip } from './unpack-gzip.js';
import { unpackZstd } from './zstd-frames.js';

/** Where found spans go. */
export interface SpanSink {
  add(group: SpanGroup): void;
  /** Resolves once there is room for more. */
  drain(): Promise<void>;
}

/** How deep content may be packed: its messages by their exporter, and all of it as a file. */
const MAX_DEPTH = 6;
const MIB = 1024 * 1024;
/** Unpacked content may be this many times as large as packed, from this many bytes on. */
const MAX_RATIO = 200;
const UNBOUNDED = 256 * MIB;

/** An error of reading the file itself, such as its disk's. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

const NOT_KNOWN =
  'neither JSON nor protobuf of OTLP, nor JSON of Jaeger or Zipkin, nor one of these packed by gzip or zstd.';

/** Reads all content, and tells in the report what is wrong with it. Rejects only with the errors of the sink. */
export async function readContent(
  chunks: AsyncIterable<Buffer>,
  report: FileReport,
  sink: SpanSink,
  depth: number = 0,
): Promise<void> {
  const source = new ByteSource(chunks);
  try {
    const head = await source.peek(HEAD);
    if (head.length === 0) return depth === 0 ? report.addProblem('it is empty.') : undefined;
    const kind = contentKind(head);
    if (depth > MAX_DEPTH && kind !== 'text' && kind !== 'protobuf')
      return report.addProblem(`it is packed more than ${MAX_DEPTH} times.`);
    await readKind(kind, source, report, sink, depth);
  } catch (error) {
    if (error instanceof UnreadableFile) return report.addProblem(`it could not be read: ${error.message}.`);
    if (!(error instanceof BreaksOff || error instanceof BrokenProtobuf)) throw error;
    report.addProblem(`${error.message}; what is whole was read.`);
  }
}

async function readKind(
  kind: ContentKind | undefined,
  source: ByteSource,
  report: FileReport,
  sink: SpanSink,
  depth: number,
): Promise<void> {
  switch (kind) {
    case 'gzip':
    case 'zstd':
      return readContent(unpack(kind, source, report), report, sink, depth + 1);
    case 'text':
      return readText(source, report, sink);
    case 'protobuf':
      return new ProtobufScanner(source, report, (group) => sink.add(group)).read(() => sink.drain());
    case 'lengths':
    case 'delimited':
      return readMessages(kind, source, report, sink, depth);
    case 'utf16':
      return report.addProblem('it is in UTF-16, and JSON is in UTF-8: save it as that.');
    case 'zip':
      return report.addProblem('it is a zip archive: give the files in it.');
    case undefined:
      return report.addProblem(NOT_KNOWN);
  }
}

async function readText(source: ByteSource, report: FileReport, sink: SpanSink): Promise<void> {
  const scanner = new JsonScanner(report, (group) => sink.add(group));
  let isWhole = false;
  try {
    scanner.write(withoutMark(await source.take((await source.peek(3)).length)));
    for await (const chunk of source.rest()) {
      scanner.write(chunk);
      await sink.drain();
    }
    isWhole = true;
  } finally {
    scanner.end(isWhole);
  }
}

/** Reads messages that are preceded by their lengths. */
async function readMessages(
  kind: 'lengths' | 'delimited',
  source: ByteSource,
  report: FileReport,
  sink: SpanSink,
  depth: number,
): Promise<void> {
  while (!(await source.isAtEnd())) {
    const length = kind === 'lengths' ? (await source.take(4)).readUInt32BE(0) : await takeVarint(source);
    const end = source.offset + length;
    await readContent(source.takeEach(length), report, sink, depth + 1);
    if (await source.isAtEnd()) return;
    // what is behind a mistake in a message is left out, up to the next one
    await source.skip(Math.max(end - source.offset, 0));
  }
}

async function takeVarint(source: ByteSource): Promise<number> {
  let value = 0;
  for (let shift = 0; shift < 5; shift += 1) {
    const [byte = 0] = await source.take(1);
    value += (byte & 0x7f) * 2 ** (7 * shift);
    if (byte < 0x80) return value;
  }
  throw new BrokenProtobuf('a message has a length of more than 5 bytes');
}

/** Unpacks content, and stops at what only a bomb unpacks to. */
async function* unpack(kind: 'gzip' | 'zstd', source: ByteSource, report: FileReport): AsyncGenerator<Buffer> {
  const unpacked = kind === 'gzip' ? unpackGzip(source.rest()) : unpackZstd(source.rest());
  let bytes = 0;
  try {
    for await (const chunk of unpacked) {
      bytes += chunk.length;
      if (bytes > UNBOUNDED && bytes > MAX_RATIO * report.bytes)
        throw new BreaksOff(`it unpacks to more than ${MAX_RATIO} times its size, and was left at ${bytes} bytes`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UnreadableFile || (error instanceof BreaksOff && !isEndOf(error))) throw error;
    throw new BreaksOff(`its ${kind} data is broken after ${bytes} bytes, unpacked (${messageOf(error)})`);
  }
}

const isEndOf = ({ message }: BreaksOff): boolean => message === 'it breaks off';
