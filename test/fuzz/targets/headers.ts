/** Headers in each container: the same list of headers gives the same links, whatever holds it. */
import { deepStrictEqual } from 'node:assert';
import { linksFrom } from '../../../lib/sources/links-from';
import type { LinkSource } from '../../../lib/sources/link-source';
import { readCarrier } from '../../../lib/sources/headers/read-carrier';
import type { FuzzTarget } from '../fuzz-target';
import { A, B, checkIds } from '../spans';

const idsOf = (source: unknown): string[] =>
  linksFrom(source as LinkSource).map(({ context }) => {
    checkIds(context);
    return `${context.traceId}-${context.spanId}-${context.traceFlags}-${context.traceState?.serialize() ?? ''}`;
  });

/**
 * Beside its `traceparent`, a plain object is asked for its trace state and the start of a CloudEvent by the names that
 * bindings write, and in no other case: listing all names would cost each message more than reading it does.
 */
const isSpeltAsSent = (name: string): boolean =>
  !/^(?:tracestate$|ce[-_]|cloudevents[:_])/i.test(name) ||
  /^(?:tracestate|(?:ce[-_]|cloudEvents[:_])[a-z]+)$/.test(name);

export const target: FuzzTarget = {
  seeds: [
    `traceparent: ${A}`,
    `TraceParent: ${A}\ntracestate: a=1\ntracestate: b=2`,
    `ce-traceparent: ${B}\ndiagnostic-id: ${A}`,
    `ce-traceparent: ${B}\r\ntraceparent: ${A}`,
    'b3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1',
    'x-b3-traceid: 80f198ee56343ba864fe8b2a57d3eff7\nx-b3-spanid: e457b5a2e4d86bd1\nx-b3-sampled: 1',
    'uber-trace-id: 80f198ee56343ba864fe8b2a57d3eff7:e457b5a2e4d86bd1:0:1',
    'x-datadog-trace-id: 5208512171318403364\nx-datadog-parent-id: 9532127138774266268',
    'x-amzn-trace-id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    'sentry-trace: 0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
    `_datadog: {"traceparent":"${A}"}`,
    `tracingspancontext: traceparent=${A}`,
    `traceparent: ${A}\ntraceparent: ${B}\ntracestate: a=1`,
    'googclient_opentelemetryspancontext: {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331"}',
  ],
  words: ['\n', ': ', A, B, '__proto__: ', 'x-datadog-tags: _dd.p.tid=640cfd8d00000000', 'x-b3-flags: 1', '%2C'],
  // each container of them is read
  stepsPerByte: 500,
  run: (input) => {
    const list = input
      .toString('latin1')
      .split('\n')
      .map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)] as const)
      .filter(([name]) => name !== '');
    const lastOf = new Map(list);
    const isOnce = new Set(list.map(([name]) => name.toLowerCase())).size === list.length;
    const pairs = idsOf({ headers: list });
    deepStrictEqual(idsOf({ headers: list.map(([key, value]) => ({ key, value })) }), pairs, 'objects of a name');
    deepStrictEqual(
      idsOf({ headers: list.map(([name, value]) => [Buffer.from(name, 'latin1'), value]) }),
      pairs,
      'bytes',
    );
    deepStrictEqual(idsOf({ rawHeaders: list.flat() }), idsOf({ rawHeaders: [...list.flat()] }));
    const object = idsOf({ headers: Object.fromEntries(lastOf) });
    // Node's headers have each name once, and in lower case
    if (isOnce && list.every(([name]) => isSpeltAsSent(name))) {
      deepStrictEqual(idsOf({ headers: lastOf }), object, 'a Map');
      deepStrictEqual(object, pairs, 'an object');
    }
    readCarrier(new Map(list.map(([name, value]) => [name, [value, value]])));
    return [pairs, object];
  },
};
