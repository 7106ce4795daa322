/** The declaration of a stage: its options, its place in a workflow, and the stages that it names. */
import type { StageOptions, WorkflowOptions } from './stage-options.js';

/** The place of a stage: its workflow, and its name there. */
export interface StagePlace {
  readonly workflow: WorkflowOptions | undefined;
  readonly stage: string;
  /** No class says which stages the workflow has. */
  readonly isApart?: boolean;
}

/** A stage, as `@Stage` or `runStage` declares it. */
export interface StageDeclaration {
  readonly options: StageOptions;
  readonly order: StageOrder;
  /** Returns the stage's place; called at each call, as a class gets its workflow after its methods are decorated. */
  readonly place: (self: unknown, method: string) => StagePlace;
}

/** The other stages that a stage names in its options. */
export interface StageOrder {
  readonly after: readonly string[];
  readonly compensates: string | undefined;
  readonly deadLetterOf: string | undefined;
  /** All of them, each once. */
  readonly stages: readonly string[];
}

/** Declares a stage. */
export function declareStage(options: StageOptions, place: StageDeclaration['place']): StageDeclaration {
  return { options, order: orderOf(options), place };
}

function orderOf({ after, compensates, deadLetterOf }: StageOptions): StageOrder {
  const all = after === undefined ? [] : [after].flat();
  const stages = [...all, compensates, deadLetterOf].filter((stage) => stage !== undefined);
  return { after: all, compensates, deadLetterOf, stages: [...new Set(stages)] };
}
