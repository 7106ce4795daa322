/** The schemas of answers about workflows. */
import type { RunAnswer, RunsAnswer } from '../../api/answers.js';
import { component, list, number, object, string } from './json-schema.js';
import { causalLink, completeness, runAttempt } from './part-schemas.js';

export const RUNS_SCHEMA = component<RunsAnswer>('RunsAnswer', 'Runs of workflows.', {
  runs: list(
    object<RunsAnswer['runs'][number]>({
      workflow: string,
      run: string,
      start: number,
      end: number,
      attempts: number,
      errors: number,
    }),
  ),
  ...completeness,
});

export const RUN_SCHEMA = component<RunAnswer>('RunAnswer', 'A run of a workflow.', {
  workflow: string,
  run: string,
  attempts: list(runAttempt),
  links: list(causalLink),
  ...completeness,
});
