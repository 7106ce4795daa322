/** X-Ray's, Datadog's and Sentry's headers and Java's properties, each against its description in other words. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { readDatadog } from '../../../lib/sources/headers/formats/datadog';
import { readGoogle } from '../../../lib/sources/headers/formats/google';
import { parseProperties } from '../../../lib/sources/headers/formats/properties';
import { readSentry } from '../../../lib/sources/headers/formats/sentry';
import { readXray } from '../../../lib/sources/headers/formats/xray';
import type { FuzzTarget } from '../fuzz-target';
import { checkIds } from '../spans';

const isId = (text: string | undefined, length: number): text is string =>
  text?.length === length && /^[\da-f]+$/.test(text) && /[^0]/.test(text);

function xray(text: string): string | undefined {
  // the first field of a name counts, behind a semicolon or a space
  const field = (name: string): string | undefined => {
    const at = text.indexOf(`${name}=`);
    const isField = at === 0 || (at > 0 && '; '.includes(text[at - 1] as string));
    return isField
      ? text
          .slice(at + name.length + 1)
          .split(';')[0]
          ?.trim()
      : undefined;
  };
  const [version, time, rest, ...more] = field('Root')?.split('-') ?? [];
  const parent = field('Parent');
  if (version !== '1' || time?.length !== 8 || rest?.length !== 24 || more.length > 0) return undefined;
  return isId(time + rest, 32) && isId(parent, 16) ? `${time}${rest}-${parent}` : undefined;
}

function datadog(trace: string, parent: string, tags: string): string | undefined {
  const hex = (text: string): string | undefined => {
    if (!/^[0-9]+$/.test(text) || text.length > 20 || BigInt(text) >= 2n ** 64n) return undefined;
    return BigInt(text).toString(16).padStart(16, '0');
  };
  const [low, span] = [hex(trace), hex(parent)];
  if (low === undefined || span === undefined) return undefined;
  const high = tags
    .split(',')
    .find((tag) => /^_dd\.p\.tid=[\da-f]{16}$/.test(tag))
    ?.slice(-16);
  const traceId = (high ?? '0'.repeat(16)) + low;
  return isId(traceId, 32) && isId(span, 16) ? `${traceId}-${span}` : undefined;
}

export const target: FuzzTarget = {
  seeds: [
    'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    'Self=1-67891234-12456789abcdef012345678; Root=1-5759e988-bd862e3fe1be46a994272793 ;Parent=53995c3f42cd8ad8 ',
    '5208512171318403364\n9532127138774266268\n_dd.p.dm=-1,_dd.p.tid=640cfd8d00000000\n2',
    '18446744073709551615\n1\n\n-1',
    '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
    '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
    '#now\ntraceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\na\\:b : c\n__proto__=d',
    '{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","traceFlags":1}',
  ],
  words: ['Root=1-', 'Parent=', '_dd.p.tid=', '__proto__=', 'constructor:'],
  run: (input) => {
    const text = input.toString('latin1');
    const lines = text.split('\n');
    const [low = '', parent = '', tags = '', priority = ''] = lines;
    const dd: Record<string, string> = {
      'x-datadog-trace-id': low,
      'x-datadog-parent-id': parent,
      'x-datadog-tags': tags,
      'x-datadog-sampling-priority': priority,
    };
    const read = [readXray(text), readDatadog((name) => dd[name]), readSentry(() => text), readGoogle(() => text)];
    for (const context of read) if (context !== undefined) checkIds(context);
    const ids = read.map((context) => context && `${context.traceId}-${context.spanId}`);
    strictEqual(ids[0], xray(text), 'X-Ray');
    strictEqual(ids[1], datadog(low, parent, tags), 'Datadog');
    const sentry = /^\s*((?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16})(?:-([01]?))?\s*$/.exec(text);
    strictEqual(ids[2], sentry?.[1], 'Sentry');
    strictEqual(read[2]?.traceFlags, sentry ? Number(sentry[2] ?? 0) : undefined);
    const properties = parseProperties(text);
    if (properties !== undefined) deepStrictEqual(Object.getPrototypeOf(properties), Object.prototype);
    return [read, properties];
  },
};
