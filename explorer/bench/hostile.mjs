// Hostile clients: the peak resident memory of the receiver's process after each kind of request, many of them at once.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const MIB = 1024 * 1024;
const AT_MOST = 2000;

const varint = (number) => {
  const bytes = [];
  for (let rest = number; ; rest >>>= 7) {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    if (rest <= 127) return Buffer.from(bytes);
  }
};
const field = (id, content) => Buffer.concat([Buffer.from([(id << 3) | 2]), varint(content.length), content]);
const attribute = (key, value) => Buffer.concat([field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value)))]);
const spanId = (number) => {
  const id = Buffer.alloc(8, 1);
  id.writeUInt32BE(number);
  return id;
};
const span = (number, fields = []) =>
  field(2, Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, spanId(number)), Buffer.concat(fields)]));
const requestOf = (resource, spans) => field(1, Buffer.concat([field(1, resource), field(2, Buffer.concat(spans))]));
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const NOTHING = Buffer.alloc(0);

// how many at once, and what
const ATTACKS = {
  '100 bodies that unpack to a gigabyte': () => [
    100,
    gzipSync(Buffer.alloc(1024 * MIB)),
    { ...PROTOBUF, 'content-encoding': 'gzip' },
  ],
  '60 bodies of 20 MB': () => [60, Buffer.alloc(20 * MIB), PROTOBUF],
  '30 spans with 990,000 empty links': () => [
    30,
    requestOf(NOTHING, [
      span(
        1,
        times(990_000, () => field(13, NOTHING)),
      ),
    ]),
    PROTOBUF,
  ],
  '30 spans with 100,000 links': () => [
    30,
    requestOf(NOTHING, [
      span(
        1,
        times(100_000, (n) => field(13, Buffer.concat([field(1, Buffer.alloc(16, 2)), field(2, spanId(n))]))),
      ),
    ]),
    PROTOBUF,
  ],
  '60 spans with 250 attributes of 60 kB': () => [
    60,
    requestOf(NOTHING, [
      span(
        1,
        times(250, (n) => field(9, attribute(`a${n}`, 'v'.repeat(60_000)))),
      ),
    ]),
    PROTOBUF,
  ],
  '40 resources of 60 kB for 500 spans': () => [
    40,
    requestOf(
      field(1, attribute('r', 'x'.repeat(60_000))),
      times(500, (n) => span(n + 1)),
    ),
    PROTOBUF,
  ],
  '20 JSON bodies of 990,000 objects': () => [
    20,
    Buffer.from(`{"resourceSpans":[${'{},'.repeat(990_000)}{}]}`),
    { 'content-type': 'application/json' },
  ],
};

/** Sends the requests, and returns the rows of the report. */
export async function hostile() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  const child = fork(fileURLToPath(new URL('ingest-process.mjs', import.meta.url)), ['receive', folder]);
  try {
    const [{ http }] = await once(child, 'message');
    const rows = [{ what: 'at the start, MB', value: megabytes(child.pid) }];
    for (const [what, make] of Object.entries(ATTACKS)) {
      const [count, body, headers] = make();
      await Promise.all(times(count, () => send(http, body, headers)));
      rows.push({ what: `${what}, MB`, value: megabytes(child.pid), atMost: AT_MOST });
    }
    return rows;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

const send = async (address, body, headers) => {
  const response = await fetch(`http://${address}/v1/traces`, { method: 'POST', body, headers });
  await response.arrayBuffer();
};

const megabytes = (pid) =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
