/** A stage without a class. */
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import { createPlan } from '../../../lib/spans/span-plan.js';
import { declareStage } from './stage-declaration.js';
import { interceptStage, stageSpan } from './stage-interceptor.js';
import { RUN_STAGE_OPTION_NAMES, type RunStageOptions, type StageOptions } from './stage-options.js';

/**
 * Runs the body as a stage of a run: does what `@Stage` does for a method, for engines without classes.
 *
 * @param body The work, which is called with the guard of the stage's span.
 * @returns A promise of the body's result.
 *
 * @example
 * ```ts
 * await runStage(
 *   { workflow: 'loan-application', run: application.id, stage: 'underwrite', after: ['submit'] },
 *   async (span) => {
 *     span.setAttribute('loan.amount', application.amount);
 *     await underwrite(application);
 *   },
 * );
 * ```
 */
export async function runStage<T>(options: RunStageOptions, body: (guard: SpanGuard) => Promise<T> | T): Promise<T> {
  const { workflow, run, stage, item, continues, ...others } = options;
  checkOptionNames(`runStage of ${workflow}.${stage}`, options, RUN_STAGE_OPTION_NAMES);
  const tracer = currentTracer();
  const callee = (): Promise<T> | T => body(SpanGuard.current());
  if (tracer === undefined) return callee();
  const stageOptions = { ...others, item: () => item, continues: () => continues } as StageOptions;
  const place = { workflow: { name: workflow, run: () => run }, stage, isApart: true };
  const declaration = stageSpan(declareStage(stageOptions, () => place));
  const plan = { ...createPlan(`${workflow}.${stage}`, declaration.options), stage: declaration.stage };
  return interceptStage(tracer, { plan, callee, self: undefined, args: [] }, callInSpan) as Promise<T>;
}
