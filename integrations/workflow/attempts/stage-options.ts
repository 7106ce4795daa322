/** The options of stages and workflows. */
import type { FromArguments } from '../../../lib/links/link-options.js';
import type { LinkSource } from '../../../lib/sources/link-source.js';
import type { SpanOptions } from '../../../lib/spans/span-options.js';

/**
 * Options of a stage and its span. Functions are called with the method's arguments, and the instance as `this`.
 *
 * @example
 * ```ts
 * const options: StageOptions<never, [application: Application]> = {
 *   attributes: (application) => ({ 'loan.amount': application.amount }),
 * };
 *
 * @Workflow({ name: 'loan-application', run: (application: Application) => application.id })
 * class LoanApplication {
 *   @Stage(options)
 *   async submit(application: Application) {}
 * }
 * ```
 */
export interface StageOptions<
  Names extends string = string,
  Arguments extends readonly unknown[] = unknown[],
> extends Pick<SpanOptions<Arguments>, 'name' | 'kind' | 'attributes' | 'links' | 'result' | 'isError'> {
  /**
   * The stages that this one comes after. Each attempt is linked, as `previous`, to their last attempt at the same item
   * or, if they have none there, to the last one at each of their items. The default is the run's last attempt.
   */
  readonly after?: Names | readonly Names[];
  /** The one of many things of the run that this call is for. Attempts are counted, and retries linked, for each. */
  readonly item?: FromArguments<string | number | undefined, Arguments>;
  /** The stage that this one undoes. */
  readonly compensates?: Names;
  /** The stage whose failures this one takes care of, after that gave up. */
  readonly deadLetterOf?: Names;
  /** Starts a new trace even if a span is active, such as that of a delivery, which becomes a link. */
  readonly root?: boolean;
  /**
   * The cause of the run, if that is not the active span: a message or a row, for instance. Every attempt is linked to
   * it, as `origin`.
   */
  readonly origin?: FromArguments<LinkSource, Arguments>;
  /** The run that this one continues: its first attempt is linked, as `previous`, to the last attempt of that run. */
  readonly continues?: FromArguments<string | number | undefined, Arguments>;
  /** `true` while an engine replays past work: then the method is called, without a span or an attempt. */
  readonly isReplaying?: FromArguments<boolean, Arguments>;
}

/** The names of those options. */
export const STAGE_OPTION_NAMES = [
  ...(['name', 'kind', 'attributes', 'links', 'result', 'isError'] as const),
  ...(['after', 'item', 'compensates', 'deadLetterOf', 'root', 'origin', 'continues', 'isReplaying'] as const),
] as const satisfies readonly (keyof StageOptions)[];

/** Returns the options of the stage's span; a missing option leaves that of a `@Span` on the same method as it is. */
export function spanOptionsOf({ name, kind, attributes, links, result, isError }: StageOptions): SpanOptions {
  return Object.fromEntries(
    Object.entries({ name, kind, attributes, links, result, isError }).filter(([, value]) => value !== undefined),
  );
}

/**
 * Options of a workflow. Functions are called with the stage's arguments, and the instance as `this`.
 *
 * @example
 * ```ts
 * const options: WorkflowOptions = { name: 'loan-application', run: (application: Application) => application.id };
 *
 * @Workflow(options)
 * class LoanApplication {}
 * ```
 */
export interface WorkflowOptions {
  /** The name by which the ledger knows the workflow's runs; do not change it. */
  readonly name: string;
  /** Returns the run that a call belongs to: a text or number that identifies the work, such as an application's id. */
  readonly run: FromArguments<string | number, never[]>;
  /** The `isReplaying` of all stages that have none of their own. */
  readonly isReplaying?: FromArguments<boolean, never[]>;
}

/** The names of those options. */
export const WORKFLOW_OPTION_NAMES = [
  'name',
  'run',
  'isReplaying',
] as const satisfies readonly (keyof WorkflowOptions)[];

/**
 * Options of `runStage`: the work that an attempt is at, and the options of a stage.
 *
 * @example
 * ```ts
 * const options: RunStageOptions = { workflow: 'loan-application', run: application.id, stage: 'submit' };
 * await runStage(options, () => handle(application));
 * ```
 */
export interface RunStageOptions extends Omit<StageOptions<string, []>, 'item' | 'continues'> {
  readonly workflow: string;
  readonly run: string | number;
  readonly stage: string;
  readonly item?: string | number;
  readonly continues?: string | number;
}

/** The names of those options. */
export const RUN_STAGE_OPTION_NAMES = [
  ...STAGE_OPTION_NAMES,
  ...(['workflow', 'run', 'stage'] as const),
] as const satisfies readonly (keyof RunStageOptions)[];
