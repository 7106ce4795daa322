/** What users say of stages and workflows, and what of it is their span's. */
import type { LinkSource } from '../../../lib/sources/link-source.js';
import type { FromArguments } from '../../../lib/links/link-options.js';
import type { SpanOptions } from '../../../lib/spans/span-options.js';

/** What a stage is, beside its span. Functions get the method's arguments, and as `this` the instance. */
export interface StageOptions<
  Names extends string = string,
  Arguments extends readonly unknown[] = unknown[],
> extends Pick<SpanOptions<Arguments>, 'name' | 'kind' | 'attributes' | 'links' | 'result' | 'isError'> {
  /**
   * The stages that this one comes after: linked to the last attempt at each of their items, as `previous`; to that at
   * its own item alone, where they have that. By default the run's last attempt is.
   */
  readonly after?: Names | readonly Names[];
  /** Which of many things of the run this call is for: attempts are counted, and retries found, for each. */
  readonly item?: FromArguments<string | number | undefined, Arguments>;
  /** The stage that this one undoes. */
  readonly compensates?: Names;
  /** The stage that gave up, whose failures this one takes care of. */
  readonly deadLetterOf?: Names;
  /** Starts a new trace also where a span is active, such as that of a delivery, which becomes a link. */
  readonly root?: boolean;
  /**
   * What started the run, where that is no span that is active: a message, a row. Every attempt is linked to it, as
   * `origin`.
   */
  readonly origin?: FromArguments<LinkSource, Arguments>;
  /** The run that this one continues, as its first attempt: linked to the last attempt of that, as `previous`. */
  readonly continues?: FromArguments<string | number | undefined, Arguments>;
  /** Whether an engine is replaying what has happened: then the method is called, and nothing else is done. */
  readonly isReplaying?: FromArguments<boolean, Arguments>;
}

/** What of a stage's options its span takes; what is not said leaves those of `@Span` beside it as they are. */
export function spanOptionsOf({ name, kind, attributes, links, result, isError }: StageOptions): SpanOptions {
  return Object.fromEntries(
    Object.entries({ name, kind, attributes, links, result, isError }).filter(([, value]) => value !== undefined),
  );
}

/** What a workflow is. Functions get the stage's arguments, and as `this` the instance. */
export interface WorkflowOptions {
  readonly name: string;
  /** Which run a call belongs to: a text or number that the work is known by, such as the id of an application. */
  readonly run: FromArguments<string | number, never[]>;
  /** The same as for a stage, for all of them. */
  readonly isReplaying?: FromArguments<boolean, never[]>;
}

/** One stage of a run, for what has no classes. */
export interface RunStageOptions extends Omit<StageOptions<string, []>, 'item' | 'continues'> {
  readonly workflow: string;
  readonly run: string | number;
  readonly stage: string;
  readonly item?: string | number;
  readonly continues?: string | number;
}
