/** The span of a handler of a signal, an update or a query. */
import { type Carrier, carrierIn, type Headers } from '../contract/carrier.js';
import { placeBelow, relationIn, type Run } from '../contract/run.js';
import type { SpanIds } from '../contract/span-ids.js';
import { type ReportedError, runAttributes } from '../contract/span-report.js';
import { now, report } from './isolate.js';

/** A handler that is called. */
export interface Handler {
  readonly name: string;
  readonly kind: number;
  /** Names the call in its run; `undefined` for a query, which is no part of history, and that nobody links to. */
  readonly key?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Covers a handler from its call to its end, or to that of its run, which alone is told, as a replay may come between.
 */
export class HandlerSpan {
  /** Its ids, for what the handler starts. */
  readonly ids: SpanIds;
  readonly #end: (error: ReportedError | undefined) => void;

  /** @param open The spans of the run that have not ended, of which it is one until it ends. */
  constructor(run: Run, { name, kind, key, attributes }: Handler, headers: Headers, open: Set<HandlerSpan>) {
    const sender: Carrier = carrierIn(headers);
    const place = placeBelow(sender, run.idsOf(...(key ?? [])));
    const { workflowType, workflowId, runId } = run.info;
    const span = {
      name,
      kind,
      ids: key === undefined ? undefined : place.ids,
      parent: place.parent,
      startTime: now(),
      links: [
        { to: sender, relation: relationIn(sender, place) },
        { to: run.carrier(), relation: 'parent' },
      ],
      attributes: { ...runAttributes(workflowType, workflowId, runId), ...attributes },
    };
    this.ids = place.ids;
    open.add(this);
    this.#end = (error) => {
      if (open.delete(this)) report({ ...span, error });
    };
  }

  /** Ends it. */
  end(): void {
    this.#end(undefined);
  }

  /** Ends it with what the handler threw. */
  fail(error: unknown): void {
    this.#end(describeError(error));
  }
}

function describeError(error: unknown): ReportedError {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: String(error) };
  const { name, message, stack } = error as Partial<Record<keyof ReportedError, unknown>>;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : '',
    stack: typeof stack === 'string' ? stack : undefined,
  };
}
