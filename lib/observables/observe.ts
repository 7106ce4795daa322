/** Gives every subscription of an Observable its span. */
import type { Context } from '@opentelemetry/api';
import { fail } from '../calls/end.js';
import { endWhenCollected } from '../calls/finalization.js';
import { activeContext, runIn } from '../spans/active-context.js';
import {
  type ObservableShape,
  observablePrototypeOf,
  type ObserverShape,
  type SubscriberShape,
} from './observable-shape.js';
import type { SubscriptionSpan, SubscriptionSpans } from './subscription-spans.js';

/**
 * Returns a plain Observable of the same values, each subscription of which has a span: active in the source, and not
 * in the subscriber. It is made as operators are. Returns `undefined` for anything but an Observable of RxJS.
 */
export function observe(source: ObservableShape, spans: SubscriptionSpans): ObservableShape | undefined {
  const lift = observablePrototypeOf(source)?.lift;
  return lift?.call(source, {
    call: (subscriber) => {
      const outer = activeContext();
      const subscribed = spans.subscribe(outer);
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
 * Returns the observer of the source, which ends the span, and notifies the subscriber in the subscriber's own context.
 * No class, as RxJS may call these methods on an object that inherits from this one.
 */
function observerOf({ call, span }: SubscriptionSpan, subscriber: ObserverShape, outer: Context): ObserverShape {
  return {
    next: (value) => runIn(outer, (next) => subscriber.next(next), value),
    error: (error) => {
      fail(call, span, error);
      runIn(outer, (thrown) => subscriber.error(thrown), error);
    },
    complete: () => {
      span?.end();
      runIn(outer, () => subscriber.complete(), undefined);
    },
  };
}

/** Wraps the observer in a subscriber of RxJS's own, so that a source that emits synchronously can be stopped. */
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
  { call, span, active }: SubscriptionSpan,
  subscriber: SubscriberShape,
  inner: SubscriberShape,
): void {
  endWhenCollected(inner, span);
  subscriber.add(() => {
    try {
      runIn(active, () => inner.unsubscribe(), undefined);
    } finally {
      span?.end();
    }
  });
  try {
    runIn(active, () => source.subscribe(inner), undefined);
  } catch (error) {
    fail(call, span, error);
    throw error;
  }
}
