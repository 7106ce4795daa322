/** The documentation names what the application was run beside, and shows the spans that were sent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTRUMENTATIONS, SPANS } from './spans';

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/instrumentations.md'), 'utf8');

/** The name of a package with the version that is installed for the application; what comes with Node has none. */
function withVersion(name: string): string {
  const path = [__dirname, ROOT].map((above) => join(above, 'node_modules', name, 'package.json')).find(existsSync);
  if (path === undefined) return name;
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return `\`${name}\` ${version.split('.').slice(0, 2).join('.')}`;
}

test('docs/instrumentations.md has the packages and versions of the tests', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.slice(2)).toEqual(INSTRUMENTATIONS.map((pair) => `| ${pair.map(withVersion).join(' | ')} |`));
});

test('docs/instrumentations.md shows the spans of the tests', () => {
  expect(page).toContain(`\`\`\`text\n${SPANS}\n\`\`\``);
});
