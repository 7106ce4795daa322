/** The ledger of the stages, from the start of an application to its shutdown. */
import { describeOnNest, useApp } from './harness';

describeOnNest('LedgerModule', (nest) => {
  const app = useApp(nest, 'module-ledger');

  test('records the stages in the ledger that it was given, and lets providers inject it', () => {
    expect(app.results.plain).toEqual({ answer: 'with', said: [] });
    expect(app.results.fromFactory).toEqual({ answer: 'with', said: [] });
    expect(app.results.attempts).toEqual([1, 1, 1, 0]);
  });

  test('closes the ledger once, when the application shuts down', () => {
    expect(app.results.closed).toEqual(['after 7 days']);
  });

  test('closes a ledger that it cannot use', () => {
    expect(app.results.closedUnused).toEqual(['unused']);
  });

  test('closes it last, when what the other modules still had to do is recorded', () => {
    expect(app.results.drained).toEqual({ whenClosed: 2 });
  });

  test('lets a stage that still runs come to its end', () => {
    expect(app.results.busy).toEqual({ stage: 'waited', order: ['closed'], injected: true });
  });

  test.each([
    [
      'down',
      'without',
      /^Spanlink warn: The ledger of LedgerModule could not be used\. The application starts.*\(Error: connect ECONNREFUSED\)$/,
    ],
    ['noLedger', 'without', /could not be used.*It needs the methods open, start, finish, history, prune/],
    ['unknownOption', 'with', /^Spanlink warn: LedgerModule has no option `timeOut`, which was left out\.$/],
    ['wrongTimeout', 'without', /could not be used.*timeout is a number of milliseconds above 0; it got -1/],
    ['noFactory', 'without', /could not be used.*it was given no factory/],
    ['closingFails', 'with', /^Spanlink warn: The ledger could not be closed\. \(Error: closed already\)$/],
    ['twice', 'with', /^Spanlink warn: LedgerModule was imported more than once; the first import counts/],
  ])('says one thing, and works: %s', (name, answer, message) => {
    expect(app.results[name]).toEqual({ answer, said: [expect.stringMatching(message)] });
  });

  test('uses a ledger that is late from when it is there', () => {
    expect(app.results.late).toEqual({
      before: 0,
      after: 1,
      said: [
        expect.stringMatching(/was not there after 1 ms/),
        expect.stringMatching(/is there, and is used from now on/),
      ],
    });
  });
});
