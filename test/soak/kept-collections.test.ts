/** What the library keeps for as long as the process is known, and weak or bounded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Collections of modules that grow, each with its bound; those in capitals are constants. */
const GROWING = {
  'integrations/temporal/worker/activity.ts plans': 'one for each type of activity',
  'integrations/workflow/ledgers/sql/keys.ts known': 'KNOWN_LIMIT',
  'lib/debug/tell-decisions.ts told': 'SITES, and for debug output alone',
  'lib/sources/headers/formats/propagators.ts loaded': 'one for each of the packages',
};

/** State of the process that is more than single values. A soak compares its size with its limit. */
const SHARED = [
  ...['bullmq-attempts', 'counted-sites', 'decisions', 'known-stages', 'made-links', 'pending-guards'],
  ...['reported-sites', 'temporal-spans', 'warnings'],
];

const files = ['lib', 'decorators', 'integrations'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`),
);

test('a module that keeps a collection which grows says by what it is bounded', () => {
  const found = files.flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    return [...source.matchAll(/^(?:export )?(?:const|let) (\w+)[^\n]*?(?:new (?:Map|Set)\b|= \[\];)/gm)]
      .filter(([line, name]) => !/\bregistered\b|Readonly(?:Map|Set)|readonly/.test(line) && /[a-z]/.test(name ?? ''))
      .map(([, name]) => `${file} ${name}`);
  });
  expect(found.sort()).toEqual(Object.keys(GROWING));
});

test('the state of the process is known to the soak', () => {
  const found = files.flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    return [...source.matchAll(/= (?:\/\* @__PURE__ \*\/ )?registered(?:<\w+>)?\(\s*'([^']+)',(.*?\n)\S*\)/gs)]
      .filter(([, , made]) => /new (?:Map|Set)\b|\[\]/.test(made ?? ''))
      .map(([, name]) => name);
  });
  expect(found.sort()).toEqual(SHARED);
});
