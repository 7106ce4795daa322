/** A process that answers one question, and ends: `planner-process.ts <folder>`. */
import { runProcess } from './run-process.js';
import { Planner } from './planner.js';
import type { Question } from './messages.js';

await runProcess('planner', async ({ mailboxes }) => {
  await new Planner(mailboxes).answer(await mailboxes.take<Question>('questions'));
});
