/** The version under which spans and metrics are recorded is the package's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { SCOPE, VERSION } from '../../lib/global/version.js';

const { name, version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
  name: string;
  version: string;
};

test("VERSION is package.json's, and the scope is the package's name", () => {
  expect({ name: SCOPE, version: VERSION }).toEqual({ name, version });
});

test('spans are recorded under the name and the version of the package', () => {
  const recorder = recordSpans();
  startSpan('work').complete();
  recorder.stop();
  expect(recorder.span('work')).toMatchObject({ instrumentationScope: { name, version } });
});
