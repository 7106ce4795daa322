/** The documentation names the providers and versions that the suite runs on, and what each of them does not send. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Limits, type Provider, PROVIDERS } from './providers';

const ROOT = join(__dirname, '../..');

/** The words of the documentation for what a provider does not send; the reasons stand beside each. */
const NOT_SENT: Record<keyof Limits, string> = {
  linkAttributes: 'attributes of links',
  traceIds: 'upper half of the ids of continued traces',
  internalRoots: 'traces that begin with `INTERNAL`',
  ownLinks: 'links forward on its own spans',
  status: 'status',
  errorType: '`error.type`',
  exceptions: 'messages of errors',
  server: 'HTTP servers',
};

/** The version of a package that npm installed for a provider. */
function versionOf(folder: string, name: string): string {
  const path = [join(__dirname, folder), ROOT]
    .map((above) => join(above, 'node_modules', name, 'package.json'))
    .find((one) => existsSync(one));
  if (path === undefined) throw new Error(`${name} is not installed: run \`npm ci\``);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

const row = (...cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`.replaceAll('  |', ' |');

test('docs/providers.md has the versions, limits, setup and switch of each provider, as tested', () => {
  const rows = readFileSync(join(ROOT, 'docs/providers.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|(---| Provider)/.test(line));
  const isNotSent = ({ limits = {} }: Provider): string =>
    (Object.keys(limits) as (keyof Limits)[]).map((limit) => NOT_SENT[limit]).join(', ');
  expect(rows).toEqual([
    ...PROVIDERS.map((one) =>
      row(
        one.name,
        `\`${one.package}\` ${minorOf(versionOf(one.folder, one.package))}`,
        versionOf(one.folder, '@opentelemetry/api'),
        one.linkLimit ?? '',
        isNotSent(one),
      ),
    ),
    ...PROVIDERS.map(({ name, setup, off }) =>
      row(name, `\`${setup}\``, `\`${off.setting}\``, off.isUnsampling ? 'unsampled spans' : 'no spans'),
    ),
  ]);
});
