/** The creation of schedules by a client, which all of their runs are linked to. */
import { SpanKind } from '@opentelemetry/api';
import { type Headers, withCarrier } from '../contract/carrier.js';
import { callTemporal } from './call.js';

interface CreateCall {
  readonly headers: Headers;
  readonly options: { readonly scheduleId: string };
}

/** Temporal's interceptor of a client of schedules. */
export class ScheduleClientLinks {
  create<I extends CreateCall, R>(input: I, next: (input: I) => Promise<R>): Promise<R> {
    const { scheduleId } = input.options;
    const attributes = { temporalScheduleId: scheduleId };
    // no relation: a trace of all runs would never end
    return callTemporal({ name: `CreateSchedule:${scheduleId}`, kind: SpanKind.PRODUCER, attributes }, (carrier) =>
      next({ ...input, headers: withCarrier(input.headers, carrier) }),
    );
  }
}
