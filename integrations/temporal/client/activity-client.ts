/** The start of activities by a client, without a workflow, which all attempts are linked to. */
import { SpanKind } from '@opentelemetry/api';
import { type Headers, withCarrier } from '../contract/carrier.js';
import type { TemporalRelation } from '../contract/relation.js';
import { callTemporal, runIdOf } from './call.js';

interface StartCall {
  readonly headers: Headers;
  readonly activityType: string;
  readonly options: { readonly id: string };
}

/** Temporal's interceptor of a client of activities. */
export class ActivityClientLinks {
  readonly #relation: TemporalRelation;

  constructor(relation: TemporalRelation) {
    this.#relation = relation;
  }

  start<I extends StartCall, R>(input: I, next: (input: I) => Promise<R>): Promise<R> {
    const span = {
      name: `StartActivity:${input.activityType}`,
      kind: SpanKind.PRODUCER,
      attributes: { temporalActivityId: input.options.id },
      relation: this.#relation,
      result: runIdOf,
    };
    return callTemporal(span, (carrier) => next({ ...input, headers: withCarrier(input.headers, carrier) }));
  }
}
