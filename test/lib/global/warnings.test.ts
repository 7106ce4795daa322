/** The first failure of each kind reaches the user as a warning of the process, also where nobody listens to `diag`. */
import { runProcess, runProcessWith } from '../../fixtures/processes';

/** Returns the warnings on standard error, each as its code and its text. */
async function warningsOf(failure: string, ...flags: string[]): Promise<string[]> {
  const { code, stderr } = await runProcess('warnings', failure, ...flags);
  expect(code).toBe(0);
  expect(stderr).not.toContain('secret');
  return [...stderr.matchAll(/^\(node:\d+\) \[(\w+)\] SpanlinkWarning: (.*)$/gm)].map(
    ([, kind, text]) => `${kind} ${text}`,
  );
}

const KINDS: [string, string, RegExp][] = [
  [
    'a selector that throws',
    'selector',
    /^SPANLINK_SELECTOR Orders\.select selector threw, and was left out \(TypeError\)/,
  ],
  [
    'a selector that gives a promise',
    'promise',
    /^SPANLINK_SELECTOR Orders\.wait selector gave a promise, not a source/,
  ],
  [
    'another function that throws',
    'callback',
    /^SPANLINK_CALLBACK Orders\.name name threw, and was left out \(RangeError\)/,
  ],
  [
    'a source without a context in 20 calls',
    'context20',
    /^SPANLINK_NO_CONTEXT @LinkFrom\(0\) of Orders\.read held no span context in the first 20 .*order\.payload\?/,
  ],
  [
    'a selector that gives nothing in 20 calls',
    'contextUndefined',
    /^SPANLINK_NO_CONTEXT @LinkFrom\(selector\) of Orders\.pick .*undefined/,
  ],
  ['a selector that gives an empty list', 'contextEmpty', /^SPANLINK_NO_CONTEXT .* gave an empty array/],
  ['a parent without a context in 20 calls', 'parent', /^SPANLINK_NO_CONTEXT option parent of anonymous held/],
  [
    'the place of an argument that is none',
    'argument',
    /^SPANLINK_ARGUMENT @LinkFrom\(2\) of \S*two names the argument 2, and the method has 2 parameters \(0 to 1\)/,
  ],
  ['a stage without a ledger', 'ledger', /^SPANLINK_NO_LEDGER useLedger was not called/],
  [
    'a stage without a workflow',
    'workflow',
    /^SPANLINK_NO_WORKFLOW Apart\.submit is a stage of a class without @Workflow/,
  ],
  ['a run that is no text', 'run', /^SPANLINK_NO_RUN Loan\.submit run is empty, or neither a text nor a number/],
  [
    'a stage in `after` that never ran',
    'stage',
    /^SPANLINK_OPTION runStage of loan\.approve names 'sbumit', which is a stage that never ran; .* 'submit'\?/,
  ],
  [
    'an unknown option',
    'option',
    /^SPANLINK_OPTION @Span of \S*first: 'atributes' is no option, .*did you mean 'attributes'\?/,
  ],
  ['an unknown setting', 'setting', /^SPANLINK_OPTION configure\(.* 3 \}\) is no option, .*did you mean 'linkLimit'\?/],
  ['no context manager', 'manager', /^SPANLINK_NO_CONTEXT_MANAGER context\.with\(\) makes no span active/],
  [
    'no SDK',
    'sdk',
    /^SPANLINK_NO_SDK No OpenTelemetry SDK was registered within 30 s of the first call of a decorated method/,
  ],
];

test.each(KINDS)('%s is told once, with its code and how to turn it off', async (_name, failure, expected) => {
  const warnings = await warningsOf(failure);
  expect(warnings).toEqual([expect.stringMatching(expected)]);
  expect(warnings[0]).toContain('SPANLINK_WARNINGS=0 or configure({ warnings: false }) turns these off');
});

test.each([
  ['19 calls without a context', 'context19'],
  ['a context in the eighth call', 'contextFound'],
  ['null and false, the words for no cause', 'contextNone'],
  ['the empty batches of a poller', 'contextIdle'],
  ['a parameter with a default, and rest parameters', 'argumentFits'],
  ['an SDK that is registered within 30 s', 'sdkLater'],
])('nothing is told of %s', async (_name, failure) => {
  expect(await warningsOf(failure)).toEqual([]);
});

test('SPANLINK_WARNINGS=0 turns them off', async () => {
  expect(await warningsOf('selector', 'off')).toEqual([]);
});

test('waiting for an SDK holds no process alive, and is not done in tests', async () => {
  expect(JSON.parse((await runProcess('warnings', 'sdk')).stdout)).toEqual([{ after: 30_000, isHeld: false }]);
  expect(JSON.parse((await runProcess('warnings', 'sdk', 'test')).stdout)).toEqual([]);
});

test('a warning can be silenced by its code, as any of the process', async () => {
  const { stderr } = await runProcessWith(['--disable-warning=SPANLINK_SELECTOR'], 'warnings', 'selector');
  expect(stderr).not.toContain('SPANLINK_SELECTOR');
});
