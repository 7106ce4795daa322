/** `renderHistory`: a run as a tree for a terminal. */
import { type PastAttempt, renderHistory, type RunHistory } from 'spanlink/workflow';
import { cause } from '../fixtures/spans';
import { megabyte } from '../fixtures/hostile-inputs';

/** Twelve o'clock, and so many milliseconds. */
const at = (milliseconds: number): number => Date.UTC(2026, 0, 1, 12) + milliseconds;

let last = 0;
function attempt(stage: string, change: Partial<PastAttempt> = {}): PastAttempt {
  const sequence = ++last;
  return {
    stage,
    item: '',
    attempt: 1,
    sequence,
    status: 'completed',
    process: 'p',
    startedAt: at(0),
    endedAt: at(12),
    spanContext: cause(sequence),
    links: [],
    ...change,
  };
}
const history = (attempts: PastAttempt[], run = '7'): RunHistory => ({ workflow: 'loan', run, attempts });
const link = (relation: string, to: PastAttempt) => ({ relation, attempt: to, context: to.spanContext as never });

test('renderHistory draws stages, attempts, items, times, waits, failures and reasons', () => {
  const submit = attempt('submit', { links: [{ relation: 'origin', attempt: undefined, context: cause(255) }] });
  const failed = attempt('underwrite', {
    status: 'failed',
    startedAt: at(7_200_012),
    endedAt: at(7_200_042),
    error: 'the bureau\nis down',
    links: [link('previous', submit)],
  });
  const retry = attempt('underwrite', {
    attempt: 2,
    startedAt: at(7_230_042),
    endedAt: at(7_320_042),
    links: [link('retry_of', failed), link('previous', submit)],
  });
  const fraud = attempt('check', {
    item: 'fraud',
    startedAt: at(7_230_050),
    endedAt: at(7_231_550),
    links: [link('previous', submit)],
  });
  const income = attempt('check', { item: 'income', startedAt: at(7_230_050), endedAt: undefined, status: 'running' });
  const approve = attempt('approve', {
    startedAt: at(2 * 86_400_000),
    endedAt: at(3.5 * 86_400_000),
    links: [link('previous', retry), link('previous', fraud)],
  });
  expect(renderHistory(history([submit, failed, retry, fraud, income, approve]))).toBe(
    [
      'loan 7',
      '├─ submit  ✓ 12 ms',
      '│     ← origin: trace ca000000',
      '├─ underwrite',
      '│  ├─ 1  ✗ 30 ms, after 2.0 h: the bureau�is down',
      '│  │     ← previous: submit',
      '│  └─ 2  ✓ 1.5 min, after 30.0 s',
      '│        ← retry_of: underwrite 1',
      '│        ← previous: submit',
      '├─ check (fraud)  ✓ 1.5 s',
      '│     ← previous: submit',
      '├─ check (income)  … not ended',
      '└─ approve  ✓ 1.5 d, after 1.9 d',
      '      ← previous: underwrite 2',
      '      ← previous: check (fraud)',
    ].join('\n'),
  );
});

test('renderHistory says of an unknown run that nothing is known of it', () => {
  expect(renderHistory(history([]))).toBe(
    "loan 7\n└─ no attempt is known of this run: is its id right, and its workflow's name?",
  );
});

test('waits are measured from the last end before, in whatever order the attempts come', () => {
  const attempts = [attempt('b', { startedAt: at(60_012), endedAt: at(60_013) }), attempt('a')];
  const [b, a] = attempts.map((one, index) => ({ ...one, sequence: 2 - index })) as [PastAttempt, PastAttempt];
  expect(renderHistory(history([b, a]))).toBe(['loan 7', '├─ b  ✓ 1 ms, after 1.0 min', '└─ a  ✓ 12 ms'].join('\n'));
});

test('a stage that began while attempts ran, and after others, waited for the last of those that had ended', () => {
  const long = attempt('long', { endedAt: at(60_000) });
  const short = attempt('short', { startedAt: at(1_000), endedAt: at(2_000) });
  const after = attempt('after', { startedAt: at(65_000), endedAt: at(65_001) });
  const text = renderHistory(history([long, short, after]));
  expect(text).toBe(['loan 7', '├─ long  ✓ 1.0 min', '├─ short  ✓ 1.0 s', '└─ after  ✓ 1 ms, after 5.0 s'].join('\n'));
});

test('clocks that disagree cause no negative time', () => {
  expect(renderHistory(history([attempt('a'), attempt('b', { startedAt: at(-5_000), endedAt: at(-6_000) })]))).toBe(
    ['loan 7', '├─ a  ✓ 12 ms', '└─ b  ✓ 0 ms'].join('\n'),
  );
});

test('control sequences of a terminal are not written', () => {
  const evil = '\u001b[2J\u0007\r\n\u202e\u009b31mred';
  const text = renderHistory({
    workflow: evil,
    run: evil,
    attempts: [
      attempt(evil, { item: evil, error: evil, links: [{ relation: evil, attempt: undefined, context: cause(0) }] }),
    ],
  });
  expect(text.split('\n')).toHaveLength(3);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

test('names that look the same without control sequences are still two stages', () => {
  const text = renderHistory(
    history([attempt('a\u0001'), attempt('a\u0002'), attempt('b (c)'), attempt('b', { item: 'c' })]),
  );
  expect(text.split('\n').slice(1)).toEqual([
    '├─ a�  ✓ 12 ms',
    '├─ a�  ✓ 12 ms',
    '├─ b (c)  ✓ 12 ms',
    '└─ b (c)  ✓ 12 ms',
  ]);
});

test('long names and errors are cut, between characters', () => {
  const text = renderHistory({
    workflow: megabyte,
    run: '𝒳'.repeat(1_000),
    attempts: [attempt(megabyte, { item: megabyte, error: megabyte, links: [link(megabyte, attempt('other'))] })],
  });
  expect(text.length).toBeLessThan(1_000);
  expect(text).not.toContain('�');
});

test('10,000 attempts at one stage, or at as many stages, are drawn', () => {
  const attempts = Array.from({ length: 10_000 }, (_, n) => attempt('retried', { attempt: n + 1 }));
  expect(renderHistory(history(attempts)).split('\n')).toHaveLength(10_002);
  expect(renderHistory(history(attempts.map((one, n) => ({ ...one, item: `item ${n}` })))).split('\n')).toHaveLength(
    10_001,
  );
});

test('200,000 attempts are drawn within the memory of a process', () => {
  const attempts = Array.from({ length: 200_000 }, (_, n) => attempt('retried', { attempt: n + 1 }));
  expect(renderHistory(history(attempts)).length).toBeGreaterThan(2_000_000);
});
