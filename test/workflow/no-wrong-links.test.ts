/** Attempts that are no cause of another, which is not linked to them. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { causeLink, linkTargets, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => {
  recorder.reset();
  useLedger(new MemoryLedger());
});
afterAll(() => {
  useLedger(undefined);
  recorder.stop();
});

const run = { workflow: 'loan', run: '7' };
const fail = (): never => {
  throw new Error('no');
};
const relations = (name: string): unknown[] =>
  recorder.named(name).map(({ links }) => links.map(({ attributes }) => attributes?.['spanlink.relation']));

test('a stage that runs again after it completed is no retry of an attempt that failed before that', async () => {
  await expect(runStage({ ...run, stage: 'poll' }, fail)).rejects.toThrow('no');
  for (let time = 0; time < 2; time++) await runStage({ ...run, stage: 'poll' }, () => time);
  expect(relations('loan.poll')).toEqual([[], ['retry_of', 'origin'], ['previous', 'origin']]);
});

test('an attempt at one item comes after, compensates and takes over attempts at that item alone', async () => {
  for (const item of ['a', 'b']) await runStage({ ...run, stage: 'reserve', item }, () => item);
  for (const item of ['a', 'b'])
    await expect(runStage({ ...run, stage: 'pay', item, after: 'reserve' }, fail)).rejects.toThrow('no');
  await runStage(
    { ...run, stage: 'release', item: 'b', compensates: 'reserve', deadLetterOf: 'pay', after: 'pay' },
    () => undefined,
  );
  const [, reserved] = recorder.named('loan.reserve');
  const [, paid] = recorder.named('loan.pay');
  const [released] = recorder.named('loan.release');
  expect(relations('loan.release')).toEqual([['compensates', 'dead_letter_of', 'previous', 'origin']]);
  expect(paid).toLinkTo(reserved ?? 'nothing', { relation: 'previous' });
  expect(released).toLinkTo(reserved ?? 'nothing', { relation: 'compensates' });
  expect(released).toLinkTo(paid ?? 'nothing', { relation: 'dead_letter_of' });
});

test('an attempt at one item comes after all attempts at a stage that has no such item', async () => {
  for (const item of ['a', 'b']) await runStage({ ...run, stage: 'reserve', item }, () => item);
  await runStage({ ...run, stage: 'ship', item: 'parcel', after: 'reserve' }, () => undefined);
  expect(relations('loan.ship')).toEqual([['previous', 'previous', 'origin']]);
});

test('a dead letter is linked to the items that failed for good, and not to those that completed', async () => {
  await runStage({ ...run, stage: 'pay', item: 'a' }, () => undefined);
  await expect(runStage({ ...run, stage: 'pay', item: 'b' }, fail)).rejects.toThrow('no');
  await runStage({ ...run, stage: 'review', deadLetterOf: 'pay' }, () => undefined);
  const [done, failed] = recorder.named('loan.pay');
  const review = recorder.span('loan.review');
  expect(review).toLinkTo(failed ?? 'nothing', { relation: 'dead_letter_of' });
  expect(review).not.toLinkTo(done ?? 'nothing', { relation: 'dead_letter_of' });
});

test('the origin of a run is linked also without a ledger', async () => {
  useLedger(undefined);
  await runStage({ ...run, stage: 'submit', origin: () => message(0) }, () => undefined);
  expect(linkTargets(recorder.span('loan.submit'))).toEqual([causeLink(0)]);
});
