/** Gives every subscription of an Observable its span. */
import { type Context, context } from '@opentelemetry/api';
import { endWhenCollected } from '../calls/finalization.js';
import type { LateSpan, Subscribed } from './subscription-spans.js';
import {
  type ObservableShape,
  observablePrototypeOf,
  type ObserverShape,
  type SubscriberShape,
} from './observable-shape.js';
import { fail } from '../calls/end.js';

/**
 * A plain Observable of the same, each subscription of which has a span: active in the source, and not in the
 * subscriber. It is made as operators are. `undefined` for what is no Observable of RxJS.
 */
export function observe(source: ObservableShape, late: LateSpan): ObservableShape | undefined {
  const lift = observablePrototypeOf(source)?.lift;
  return lift?.call(source, {
    call: (subscriber) => {
      const outer = context.active();
      const subscribed = late.subscribe(outer);
      if (subscribed === undefined) return source.subscribe(subscriber);
      return subscribe(
        source,
        subscribed,
        subscriber,
        subscriberOf(source, lift, observerOf(subscribed, subscriber, outer)),
      );
    },
  });
}

/**
 * What takes the values from the source: ends the span, and tells the subscriber in the context of his own. No class,
 * as RxJS may call these on an object that inherits from this one.
 */
function observerOf({ call }: Subscribed, subscriber: ObserverShape, outer: Context): ObserverShape {
  return {
    next: (value) => context.with(outer, () => subscriber.next(value)),
    error: (error) => {
      fail(call, error);
      context.with(outer, () => subscriber.error(error));
    },
    complete: () => {
      call.open?.end();
      context.with(outer, () => subscriber.complete());
    },
  };
}

/** A subscriber of RxJS's own around the observer, so that a source that gives its values at once can be stopped. */
function subscriberOf(
  source: ObservableShape,
  lift: ObservableShape['lift'],
  observer: ObserverShape,
): SubscriberShape {
  let made: SubscriberShape | undefined;
  lift.call(source, { call: (subscriber) => void (made = subscriber) }).subscribe(observer);
  // a subscription calls the operator at once, as it has just called ours
  return made as unknown as SubscriberShape;
}

function subscribe(
  source: ObservableShape,
  { call, frame }: Subscribed,
  subscriber: SubscriberShape,
  inner: SubscriberShape,
): void {
  endWhenCollected(inner, call);
  subscriber.add(() => {
    try {
      context.with(frame, () => inner.unsubscribe());
    } finally {
      call.open?.end();
    }
  });
  try {
    context.with(frame, () => source.subscribe(inner));
  } catch (error) {
    fail(call, error);
    throw error;
  }
}
