/** Unpacks zstd as it arrives, frame by frame: the header of each is checked first, as it may ask for any memory. */
import { Decompress } from 'fzstd';
import { BreaksOff, ByteSource } from './byte-source.js';

export const ZSTD_MAGIC = 0xfd2fb528;
/** The first of sixteen numbers that begin frames to skip. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** The window that the program zstd unpacks without being asked to. */
const MAX_WINDOW = 128 * 1024 * 1024;
/** The largest block that the format allows: RFC 8878, section 3.1.1.2.4. */
const MAX_BLOCK = 128 * 1024;
const DICTIONARY_LENGTHS = [0, 1, 2, 4];
const CONTENT_LENGTHS = [0, 2, 4, 8];

/** Returns true for the number that begins a frame. */
export const isZstd = (magic: number): boolean => magic === ZSTD_MAGIC || (magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC;

/** Yields the content of all frames. Throws an error that says what is wrong. */
export async function* unpackZstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = new ByteSource(chunks);
  while (!(await source.isAtEnd())) {
    const head = await source.peek(4);
    if (head.length < 4) throw new BreaksOff('it breaks off');
    const magic = head.readUInt32LE(0);
    if (magic === ZSTD_MAGIC) yield* unpackFrame(source);
    else if (isZstd(magic)) await skipFrame(source);
    else throw new Error('what is behind a frame is no other one');
  }
}

async function skipFrame(source: ByteSource): Promise<void> {
  const header = await source.take(8);
  await source.skip(header.readUInt32LE(4));
}

async function* unpackFrame(source: ByteSource): AsyncGenerator<Buffer> {
  const unpacked: Buffer[] = [];
  const frame = new Decompress((data) => {
    if (data.length > 0) unpacked.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
  const { bytes, hasChecksum } = await takeHeader(source);
  frame.push(bytes);
  for (let isLast = false; !isLast;) {
    const head = await source.take(3);
    const header = head.readUIntLE(0, 3);
    isLast = (header & 1) === 1;
    if (header >> 3 > MAX_BLOCK) throw new Error(`one of its blocks is larger than ${MAX_BLOCK / 1024} KiB`);
    // a block of one repeated byte has only that
    const size = (header & 6) === 2 ? 1 : header >> 3;
    const block = await source.take(size + (isLast && hasChecksum ? 4 : 0));
    frame.push(Buffer.concat([head, block]), isLast);
    yield* unpacked.splice(0);
  }
}

/** Takes the header of a frame. Throws if it asks for too much. */
async function takeHeader(source: ByteSource): Promise<{ bytes: Buffer; hasChecksum: boolean }> {
  const [, , , , descriptor = 0, window = 0] = await source.peek(6);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryLength = DICTIONARY_LENGTHS[descriptor & 3] ?? 0;
  const contentLength = CONTENT_LENGTHS[descriptor >> 6] || (isSingleSegment ? 1 : 0);
  const bytes = await source.take(5 + (isSingleSegment ? 0 : 1) + dictionaryLength + contentLength);
  if (dictionaryLength > 0) throw new Error('it was packed with a dictionary');
  const windowSize = isSingleSegment
    ? readContentSize(bytes.subarray(5))
    : 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  if (windowSize > MAX_WINDOW) throw new Error(`its window is larger than ${MAX_WINDOW / 1024 / 1024} MiB`);
  return { bytes, hasChecksum: (descriptor & 4) !== 0 };
}

/** Reads the size of a frame's content, of as many bytes as there are. Two tell 256 less, which decides no window. */
function readContentSize(bytes: Buffer): number {
  return bytes.length === 8 ? Number(bytes.readBigUInt64LE(0)) : bytes.readUIntLE(0, bytes.length);
}
