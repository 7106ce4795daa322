/** Metrics of which nothing is stored: those of others, and points and bodies that are refused. */
import { CUMULATIVE, point, postAs, requestOf, sumOf } from './counters.js';
import { closeReceiving, JSON_TYPE, PROTOBUF, receivingRows } from './receiving.js';

afterEach(closeReceiving);

test.each([
  ['a gauge', { gauge: { dataPoints: [point(0, 60, 7)] } }, 'spanlink.links.late'],
  ['a histogram', { histogram: { dataPoints: [{ count: 3 }], aggregationTemporality: CUMULATIVE } }, 'spanlink.wait'],
  ['a sum that may fall', sumOf([point(0, 60, 7)], CUMULATIVE, false), 'spanlink.open'],
  ['a counter of others', sumOf([point(0, 60, 7)]), 'http.server.requests'],
  ['a counter of a name that is only alike', sumOf([point(0, 60, 7)]), 'spanlinks.late'],
  ['a point without a recorded value', sumOf([{ ...point(0, 60, {}), flags: 1 }]), 'spanlink.links.late'],
])('Of %s, nothing is stored, and its sender is told of no error', async (_what, data, name) => {
  const { http, counters } = await receivingRows();
  for (const type of [PROTOBUF, JSON_TYPE]) expect(await postAs(type, http, requestOf(data, { name }))).toEqual({});
  expect(counters).toEqual([]);
});

test.each([
  ['is negative', point(0, 60, -1), CUMULATIVE, /their value is no count/],
  ['is no number', point(0, 60, { asDouble: NaN }), CUMULATIVE, /their value is no count/],
  ['is infinite', point(0, 60, { asDouble: Infinity }), CUMULATIVE, /their value is no count/],
  ['is too large', point(0, 60, { asInt: '9223372036854775807' }), CUMULATIVE, /their value is no count/],
  ['is missing', point(0, 60, {}), CUMULATIVE, /their value is no count/],
  ['has no temporality', point(0, 60, 3), 0, /neither delta nor cumulative/],
])('A point whose value %s is rejected, and the others are stored', async (_what, wrong, temporality, message) => {
  const { http, counters, receivers } = await receivingRows();
  const { resourceMetrics: one } = requestOf(sumOf([wrong], temporality)) as { resourceMetrics: object[] };
  const { resourceMetrics: two } = requestOf(sumOf([point(0, 60, 4)])) as { resourceMetrics: object[] };
  const { partialSuccess } = await postAs(PROTOBUF, http, { resourceMetrics: [...one, ...two] });
  expect(partialSuccess).toEqual({ rejectedDataPoints: 1, errorMessage: expect.stringMatching(message) as string });
  expect(counters).toHaveLength(1);
  expect(receivers.metricsCounts()).toEqual({ points: 1, rejectedPoints: 1, failedRequests: 0 });
});

test.each([
  ['no protobuf', PROTOBUF, new Uint8Array([255, 255, 255]), /no ExportMetricsServiceRequest/],
  ['no JSON', JSON_TYPE, '{', /no JSON/],
  ['JSON of another form', JSON_TYPE, '{"resourceMetrics":{}}', /resourceMetrics has to be a list, and is an object/],
])('A body that is %s is refused with a sentence', async (_what, type, body, message) => {
  const { http, receivers } = await receivingRows();
  const response = await fetch(`${http}/v1/metrics`, { method: 'POST', headers: { 'content-type': type }, body });
  expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(message)]);
  expect(receivers.metricsCounts()).toMatchObject({ failedRequests: 1 });
  expect(receivers.counts()).toMatchObject({ failedRequests: 0 });
});
