/** Observables: completed, failed, unsubscribed, subscribed twice, and never subscribed. */
import { from, NEVER, type Observable, of, take, throwError } from 'rxjs';
import { LinkFrom } from 'spanlink';
import { followObservables, withSpan } from 'spanlink/rxjs';
import { newMessage, repeat, type Workload } from '../workload';

class Prices {
  @LinkFrom(0)
  list(_message: unknown): Observable<number> {
    return from([1, 2, 3]);
  }

  @LinkFrom(0)
  fail(_message: unknown): Observable<never> {
    return throwError(() => new Error('no prices today'));
  }

  @LinkFrom(0)
  watch(_message: unknown): Observable<never> {
    return NEVER;
  }
}

const prices = new Prices();

export const observables: Workload = {
  kind: 'Observables',
  round() {
    followObservables();
    let calls = repeat(400, () => prices.list(newMessage()).subscribe());
    calls += repeat(200, () => prices.list(newMessage()).pipe(take(1)).subscribe());
    calls += repeat(200, () => prices.fail(newMessage()).subscribe({ error: () => {} }));
    calls += repeat(200, () => prices.watch(newMessage()).subscribe().unsubscribe());
    calls += repeat(100, () => {
      const twice = prices.list(newMessage());
      twice.subscribe();
      twice.subscribe();
    });
    calls += repeat(200, () =>
      of(1)
        .pipe(withSpan('price', { links: newMessage() }))
        .subscribe(),
    );
    return calls + repeat(100, () => prices.list(newMessage()));
  },
};
