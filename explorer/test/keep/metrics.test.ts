/** `GET /metrics`, read by a parser of Prometheus' text, after real traffic. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import parse from 'parse-prometheus-text-format';
import { toPrometheusText } from '../../server/serve/prometheus-text';
import { explorer, killAll } from '../cli/command';
import { post } from '../receive/receiving';
import { ERRORS, failed, because, spanOf } from './keeping';
import { closeReceivers, httpReceiver } from './receivers';
import { encodeRequest } from './requests';
import type { TestSpan } from './requests';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-metrics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await killAll();
  closeReceivers();
});

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
}

async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Family[]> {
  const response = await fetch(new URL('/metrics', url), { headers });
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parse(await response.text()) as Family[];
}

/** Returns the value with some labels; undefined if there is none. */
const valueOf = (families: readonly Family[], name: string, labels: Readonly<Record<string, string>> = {}): number => {
  const metrics = families.find((family) => family.name === name)?.metrics ?? [];
  const found = metrics.filter((metric) => JSON.stringify(metric.labels ?? {}) === JSON.stringify(labels));
  expect({ name, labels, found: found.length }).toEqual({ name, labels, found: 1 });
  return Number(found[0]?.value);
};

test('Labels of any text are read as they were.', () => {
  const label = 'a "policy" \\ of\ntwo lines, {x="1"} und Größe';
  const text = toPrometheusText([
    { name: 'a_total', type: 'counter', help: 'back\\slash\nline', samples: [{ value: 1, labels: { label } }] },
    { name: 'b', type: 'gauge', help: 'none', samples: [] },
  ]);
  expect(parse(text)).toEqual([
    { name: 'a_total', help: 'back\\slash\nline', type: 'COUNTER', metrics: [{ value: '1', labels: { label } }] },
  ]);
});

test('Metrics count what was received, decided, kept and forwarded.', async () => {
  const receiver = await httpReceiver();
  const file = join(folder, 'keep.yaml');
  const noise = '{ name: noise, type: string_attribute, string_attribute: { key: kind, values: [noise] } }';
  writeFileSync(
    file,
    `decision_wait: 0s\npolicies: [{ name: no noise, type: drop, drop: { drop_sub_policy: [${noise}] } }, ${ERRORS}]\n`,
  );
  const { url, http } = await explorer([
    ...['--data', join(folder, 'data'), '--keep', file, '--forward', receiver.url],
  ]);
  const send = async (...spans: TestSpan[]): Promise<number> => (await post(http, encodeRequest({ spans }))).status;
  expect(await send(spanOf('order'), spanOf('failure', { ...failed, ...because('order') }))).toBe(200);
  expect(await send(spanOf('retry', because('failure')), spanOf('other'))).toBe(200);
  expect(await send(spanOf('noise', { ...failed, attributes: { kind: 'noise' } }))).toBe(200);
  expect(await send({ trace: 'order', id: '0000000000000000' }, spanOf('second other'))).toBe(200);
  expect((await post(http, Buffer.from('no request'))).status).toBe(400);

  const decided = (families: readonly Family[]): number =>
    (families.find(({ name }) => name === 'spanlink_keep_decided_traces_total')?.metrics ?? []).reduce(
      (sum, { value }) => sum + Number(value),
      0,
    );
  let families = await scrape(url);
  // deciding and forwarding take their time, as does each answer
  while (decided(families) < 6 || valueOf(families, 'spanlink_keep_forwarded_spans_total') < 3)
    families = await scrape(url);

  expect(valueOf(families, 'spanlink_explorer_received_requests_total')).toBe(4);
  expect(valueOf(families, 'spanlink_explorer_failed_requests_total')).toBe(1);
  expect(valueOf(families, 'spanlink_explorer_received_spans_total')).toBe(6);
  expect(valueOf(families, 'spanlink_explorer_rejected_spans_total')).toBe(1);
  const policy = 'spanlink_keep_decided_traces_total';
  expect(valueOf(families, policy, { policy: 'errors', decision: 'kept' })).toBe(1);
  expect(valueOf(families, policy, { policy: 'no noise', decision: 'dropped' })).toBe(1);
  // those that are kept for another one have no policy of their own
  expect(valueOf(families, policy, { policy: '', decision: 'not_kept' })).toBe(4);
  const kept = 'spanlink_keep_kept_traces_total';
  expect(['policy', 'cause', 'effect'].map((reason) => valueOf(families, kept, { reason }))).toEqual([1, 1, 1]);
  expect(valueOf(families, 'spanlink_keep_forwarded_spans_total')).toBe(3);
  expect(valueOf(families, 'spanlink_keep_forward_failed_spans_total', { reason: 'refused' })).toBe(0);
  expect(valueOf(families, 'spanlink_keep_forward_retries_total')).toBe(0);
  expect(valueOf(families, 'spanlink_keep_waiting_traces')).toBe(0);
  expect(valueOf(families, 'spanlink_explorer_table_rows', { table: 'spanlink_fragments' })).toBe(6);
  expect(valueOf(families, 'spanlink_explorer_disk_free_bytes')).toBeGreaterThan(0);
  expect(families.map(({ type, name }) => type === 'COUNTER' || !name.endsWith('_total'))).not.toContain(false);

  // a panel with a misspelt name would stay empty for ever
  const dashboard = readFileSync(join(__dirname, '../../docs/grafana-dashboard.json'), 'utf8');
  const names = new Set(families.map(({ name }) => name));
  const asked = new Set([...dashboard.matchAll(/\b(?:spanlink|process)_\w+/g)].map(([name]) => name));
  expect(asked.size).toBeGreaterThan(10);
  expect([...asked].filter((name) => !names.has(name))).toEqual([]);
});

test('Metrics are read as the API is: not without the token, not by pages of other sites, not changed.', async () => {
  const { url } = await explorer(['--data', join(folder, 'token'), '--token', 'secret-token']);
  const status = async (init: RequestInit): Promise<number> => (await fetch(new URL('/metrics', url), init)).status;
  expect(await status({})).toBe(401);
  const headers = { authorization: 'Bearer secret-token' };
  expect(await status({ headers: { ...headers, origin: 'http://elsewhere.example' } })).toBe(403);
  expect(await status({ headers, method: 'POST' })).toBe(405);
  expect(await status({ headers, method: 'HEAD' })).toBe(200);
  const families = await scrape(url, headers);
  expect(valueOf(families, 'spanlink_explorer_received_spans_total')).toBe(0);
  // an explorer that keeps nothing has no metrics of it
  expect(families.filter(({ name }) => name.startsWith('spanlink_keep'))).toEqual([]);
});
