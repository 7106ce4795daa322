/** A ledger that has answered is not late because the event loop had no time to look. */
import { FORMATS } from '../fixtures/applications';
import { run } from './run';

test.each(FORMATS)('In %s, a stage has its links although the event loop was blocked for a second', async (format) => {
  expect(await run({ name: 'blocked.js', format })).toEqual({
    result: 'approved',
    links: ['previous', 'origin'],
    attributes: {
      'spanlink.workflow.name': 'loan',
      'spanlink.workflow.run_id': '1',
      'spanlink.stage.name': 'approve',
      'spanlink.stage.attempt': 1,
    },
  });
});
