/** A stage without a class. */
import { SpanGuard } from '../../../lib/spans/guard.js';
import type { SpanPlan } from '../../../lib/spans/span-plan.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { stageInterceptor } from './stage-interceptor.js';
import { type RunStageOptions, spanOptionsOf, type StageOptions } from '../decorators/stage-options.js';

/**
 * Runs the body as a stage of a run, with the guard of its span, and gives what the body gives: what `@Stage` does for
 * a method, for engines without classes.
 *
 * @example
 * await runStage({ workflow: 'loan-application', run: application.id, stage: 'underwrite', after: ['submit'] }, async
 * (span) => {
 *   span.setAttribute('loan.amount', application.amount);
 *   await underwrite(application);
 * });
 */
export async function runStage<T>(options: RunStageOptions, body: (guard: SpanGuard) => Promise<T> | T): Promise<T> {
  const { workflow, run, stage, item, continues, ...others } = options;
  const tracer = currentTracer();
  const callee = (): Promise<T> | T => body(SpanGuard.current());
  if (tracer === undefined) return callee();
  const stageOptions: StageOptions = { ...others, item: () => item, continues: () => continues } as StageOptions;
  const place = { workflow: { name: workflow, run: () => run }, stage };
  const plan = {
    site: `${workflow}.${stage}`,
    method: `${workflow}.${stage}`,
    isMember: false,
    isGenerator: false,
    options: spanOptionsOf(stageOptions),
    selections: [],
  };
  return stageInterceptor(stageOptions, () => place)(tracer, plan as SpanPlan, callee, undefined, []) as Promise<T>;
}
