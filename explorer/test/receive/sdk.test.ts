/** OpenTelemetry's SDK and its exporters, which send to the explorer from a process of their own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeReceiving, receiving, stored } from './receiving.js';

afterEach(closeReceiving);

test.each([
  ['http/protobuf', 'none'],
  ['http/protobuf', 'gzip'],
  ['http/json', 'none'],
  ['http/json', 'gzip'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
])('Spans and links of an application arrive over %s with compression %s', async (protocol, compression) => {
  const { store, http, grpc } = await receiving();
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(__dirname, 'application.mjs'),
    protocol === 'grpc' ? `http://${grpc}` : `${http}/v1/traces`,
    compression,
    protocol,
  ]);
  const { cause, effect } = JSON.parse(stdout) as { cause: string; effect: string };

  expect(await stored(store)).toHaveLength(2);
  expect(
    await store.query(
      `SELECT SpanId AS cause, OtherSpanId AS effect, ServiceName AS service, SpanName AS name, StatusCode AS status,
  Relation AS relation FROM ${store.tables.index} WHERE Entry = 'effect'`,
    ),
  ).toEqual([{ cause, effect, service: 'shop', name: 'pack', status: 'Error', relation: 'message' }]);
  expect(
    await store.query(
      `SELECT SpanAttributes AS attributes, ScopeName AS scope FROM ${store.tables.traces} WHERE SpanName = 'pack'`,
    ),
  ).toEqual([{ attributes: { 'order.id': '42', tags: '["a","b"]' }, scope: 'shop' }]);
});
