/** What the library keeps for as long as the process is known, and weak or bounded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Collections of modules that grow, each with its bound; those in capitals are constants. */
const GROWING = {
  'integrations/temporal/worker/activity.ts plans': 'TYPES',
  'integrations/workflow/ledgers/sql/keys.ts known': 'KNOWN_LIMIT',
  'lib/debug/tell-decisions.ts told': 'SITES, and for debug output alone',
  'lib/sources/headers/formats/propagators.ts loaded': 'one for each of the packages',
};

/** State of the process, with what bounds it. A soak compares the sizes with the limits. */
const SHARED = {
  'bullmq-attempts': 'LIMIT',
  'call-hooks': 'single values',
  'call-stack': 'single values',
  'class-names': 'weak',
  configuration: 'single values',
  'counted-sites': 'SITES',
  decisions: 'WAITING_LIMIT',
  distrusted: 'weak',
  'excluded-methods': 'weak',
  'known-stages': 'LIMIT',
  ledger: 'single values',
  'ledger-breakers': 'weak, and each has a LIMIT',
  'link-from-parameters': 'weak',
  'made-links': 'SITES',
  'missing-sdk': 'single values',
  nestjs: 'single values',
  'pending-guards': 'one for each guard, until it is collected',
  'reported-sites': 'SITES',
  'static-sides': 'weak',
  'temporal-spans': 'LIMIT',
  'traced-members': 'weak',
  warnings: 'one for each code',
};

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

test('every state of the process says by what it is bounded', () => {
  const found = files.flatMap((file) =>
    [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(/^(?:export )?const .* registered(?:<\w+>)?\(\s*'([^']+)'/gm),
    ].map(([, name]) => name),
  );
  expect(found.filter((name) => name !== undefined).sort()).toEqual(Object.keys(SHARED));
});
