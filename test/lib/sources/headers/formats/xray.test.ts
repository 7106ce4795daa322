/** AWS X-Ray's header is read without a propagator, also where it leaves the decision to sample open. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, linkOf, linkTargets } from '../../../../fixtures/spans.js';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const PARENT = 'Parent=53995c3f42cd8ad8';
const read = (value: unknown): unknown => linksFrom({ 'x-amzn-trace-id': value } as LinkSource);
const link = (traceFlags: number): object => ({
  context: { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags, isRemote: true },
});

test.each([
  [`${ROOT};${PARENT};Sampled=1`, 1],
  [`${ROOT};${PARENT};Sampled=0`, 0],
  [`${ROOT};${PARENT};Sampled=?`, 0],
  [`${ROOT};${PARENT}`, 0],
  [`Self=1-67891234-12456789abcdef012345678;${ROOT};${PARENT};Sampled=1;Lineage=a87bd80c:1`, 1],
  [`${PARENT} ; ${ROOT} ; Sampled=1 `, 1],
])('X-Ray’s header is read: %s', (text, traceFlags) => {
  expect(read(text)).toEqual([link(traceFlags)]);
  expect(read(Buffer.from(text))).toEqual([link(traceFlags)]);
  expect(linksFrom(new Headers({ 'X-Amzn-Trace-Id': text }))).toEqual([link(traceFlags)]);
});

test.each<unknown>([
  '',
  ROOT,
  PARENT,
  `${ROOT};Parent=`,
  `${ROOT};Parent=0000000000000000`,
  `${ROOT};Parent=53995c3f`,
  `Root=1-00000000-000000000000000000000000;${PARENT}`,
  `Root=2-5759e988-bd862e3fe1be46a994272793;${PARENT}`,
  `Root=1-5759e988bd862e3fe1be46a994272793;${PARENT}`,
  7,
  null,
  {},
  [],
])('X-Ray’s header gives no link if it is %p', (value) => {
  expect(read(value)).toEqual([]);
});

test('X-Ray’s header gives no link if it is a megabyte', () => {
  expect(read(';'.repeat(2 ** 20))).toEqual([]);
});

test('a traceparent takes precedence over X-Ray’s header', () => {
  expect(linkTargets(linksFrom({ traceparent: A, 'x-amzn-trace-id': `${ROOT};${PARENT}` }))).toEqual([linkOf(A)]);
});
