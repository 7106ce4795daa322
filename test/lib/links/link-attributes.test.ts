/** What attributes of links may be, and how that is told of those that may not. */
import type { Attributes } from '@opentelemetry/api';
import { linksFrom } from 'spanlink';
import { recordCounts, recordReports, recordSites } from '../../fixtures/reports.js';
import { message } from '../../fixtures/spans.js';

const reports = recordReports();
const counts = recordCounts();
beforeEach(async () => {
  reports.length = 0;
  await counts();
});

const read = (attributes: unknown): Attributes | undefined =>
  linksFrom(message(0), { attributes: attributes as Attributes })[0]?.attributes;

test('a list of 100,000 values is kept as it is, and a longer one is left out', async () => {
  const longest = new Array<number>(100_000).fill(7);
  expect(read({ longest })?.longest).toHaveLength(100_000);
  expect(await counts()).toEqual({});
  expect(read({ longer: [...longest, 7] })).toBeUndefined();
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
});

test('attributes that do not tell their names are counted as one that was left out', async () => {
  expect(read(new Proxy({}, { ownKeys: () => JSON.parse('{') as never }))).toBeUndefined();
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
  expect(reports).toEqual([expect.stringContaining("link attribute '?'")]);
});

test('what is left out is counted without a method, as none is to blame', async () => {
  const sites = recordSites();
  read({ bytes: Buffer.from('secret') });
  expect((await sites())['spanlink.attributes.dropped']).toEqual({ '': 1 });
});

test('a name of any length is reported by its first hundred characters, with what an attribute may be', () => {
  read({ ['n'.repeat(101)]: 5n });
  const told = 'is no text, number, boolean or list of one of these, and was left out';
  expect(reports).toEqual([`spanlink: link attribute '${'n'.repeat(100)}' ${told}`]);
});
