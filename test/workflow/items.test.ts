/** Fan-out and fan-in: one stage for many items, and the stage that waits for all of them. */
import { formatLink } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { linkTargets } from '../fixtures/spans';
import { application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
const loan = new Loan();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('each item is linked to the stage before, not to the other items', async () => {
  const seven = application();
  await loan.submit(seven);
  await Promise.all(['fraud', 'income', 'address'].map((kind) => loan.check(seven, kind)));
  const submit = formatLink(recorder.span('Loan.submit').spanContext());
  expect(recorder.named('Loan.check').map((span) => new Set(linkTargets(span)))).toEqual([
    new Set([submit]),
    new Set([submit]),
    new Set([submit]),
  ]);
});

test('attempts are counted for each item', async () => {
  const seven = application();
  for (const kind of ['fraud', 'income', 'fraud']) await loan.check(seven, kind);
  const counted = recorder
    .named('Loan.check')
    .map(({ attributes }) => [attributes['spanlink.stage.item'], attributes['spanlink.stage.attempt']]);
  expect(counted).toEqual([
    ['fraud', 1],
    ['income', 1],
    ['fraud', 2],
  ]);
});

test('a retry concerns its own item', async () => {
  const seven = application();
  await expect(loan.check(seven, 'fails')).rejects.toThrow('it failed');
  await loan.check(seven, 'income');
  await expect(loan.check(seven, 'fails')).rejects.toThrow('it failed');
  const [failed, income, again] = recorder.named('Loan.check');
  expect(again).toLinkTo(failed as never, { relation: 'retry_of' });
  expect(again).not.toLinkTo(income as never);
  expect(income).not.toLinkTo(failed as never, { relation: 'retry_of' });
});

test('a stage after several stages is linked to each of them, and to all of their items', async () => {
  const seven = application();
  await loan.submit(seven);
  await loan.underwrite(seven);
  await Promise.all(['fraud', 'income'].map((kind) => loan.check(seven, kind)));
  await loan.approve(seven);
  const approve = recorder.span('Loan.approve');
  for (const before of [recorder.span('Loan.underwrite'), ...recorder.named('Loan.check')])
    expect(approve).toLinkTo(before, { relation: 'previous' });
  expect(approve).toHaveLinkCount(4);
});

test('the last attempt at an item that was retried is the cause of the next stage', async () => {
  const seven = application();
  await loan.check(seven, 'fraud');
  await loan.check(seven, 'income');
  await loan.check(seven, 'fraud');
  await loan.approve(seven);
  const [first, income, second] = recorder.named('Loan.check');
  expect(recorder.span('Loan.approve')).toLinkTo(second as never, { relation: 'previous' });
  expect(recorder.span('Loan.approve')).toLinkTo(income as never, { relation: 'previous' });
  expect(recorder.span('Loan.approve')).not.toLinkTo(first as never, { relation: 'previous' });
});

test('a fan-in of more items than the link limit loses none of them', async () => {
  const seven = application();
  const kinds = Array.from({ length: 300 }, (_, n) => `kind ${n}`);
  await Promise.all(kinds.map((kind) => loan.check(seven, kind)));
  await loan.approve(seven);
  const spread = recorder.spans.filter(({ name }) => name.startsWith('Loan.approve'));
  expect(spread.map(({ name }) => name).sort()).toEqual([
    'Loan.approve',
    'Loan.approve links 2/3',
    'Loan.approve links 3/3',
  ]);
  const linked = new Set(spread.flatMap(linkTargets));
  for (const check of recorder.named('Loan.check')) expect(linked).toContain(formatLink(check.spanContext()));
  expect(recorder.span('Loan.approve').attributes).toMatchObject({ 'spanlink.links.total': 301 });
  expect(recorder.span('Loan.approve').attributes).not.toHaveProperty(['spanlink.links.dropped']);
});

test('an item may be a number, also zero', async () => {
  @Workflow({ name: 'pages', run: () => 'all' })
  class Pages {
    @Stage({ item: (page: number) => page })
    async print(_page: number): Promise<void> {}
  }
  await new Pages().print(0);
  await new Pages().print(1);
  expect(
    recorder
      .named('Pages.print')
      .map(({ attributes }) => [attributes['spanlink.stage.item'], attributes['spanlink.stage.attempt']]),
  ).toEqual([
    ['0', 1],
    ['1', 1],
  ]);
});
