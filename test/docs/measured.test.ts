/** The figures of the documentation are those that `npm run measure` noted. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageFiles } from '../../docs/.vitepress/pages';
import { figuresOutside, proseOf } from './figures';
import { ROOT } from './snippets';
import { STATED } from './stated-figures';

interface Part {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: object;
}

const measured = JSON.parse(readFileSync(join(ROOT, 'docs/measured.json'), 'utf8')) as Readonly<Record<string, Part>>;

interface Known {
  /** The command of each part. */
  readonly parts: Readonly<Record<string, string>>;
  /** By page, the sentences that state measured figures. */
  readonly sentences: Readonly<Record<string, readonly string[]>>;
}

/** What the tools know, which are modules that Jest does not load. */
const known = JSON.parse(
  execFileSync(process.execPath, [join(ROOT, 'tools/measure/print-known.mjs')], { cwd: ROOT, encoding: 'utf8' }),
) as Known;

/** The log of changes says what was true of a version. */
const PAGES = pageFiles(ROOT).filter((page) => page !== 'CHANGELOG.md');

test('each part is measured by its own command, and notes the day, the machine and the versions', () => {
  expect(Object.keys(measured).sort()).toEqual(Object.keys(known.parts).sort());
  for (const [name, part] of Object.entries(measured)) {
    expect([name, part.command]).toEqual([name, known.parts[name]]);
    expect(part.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(part.machine).toMatch(/, Node \d+\.\d+\.\d+$/);
    expect(Object.keys(part.versions)).toContain('spanlink');
    expect(Object.keys(part.figures)).not.toHaveLength(0);
  }
});

test.each(Object.entries(known.sentences))('%s has the figures that were measured', (page, sentences) => {
  for (const sentence of sentences) expect(proseOf(page)).toContain(sentence.replace(/\s+/g, ' '));
});

test.each(PAGES)('%s has no figure of time, size or share that nobody measured or set', (page) => {
  const stated = STATED[page] ?? [];
  expect(figuresOutside(proseOf(page), [...(known.sentences[page] ?? []), ...stated])).toEqual([]);
  // what a page no longer says
  for (const phrase of stated) expect(proseOf(page)).toContain(phrase);
});
