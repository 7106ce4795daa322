/** A project with RxJS. */
import { type Observable, of } from 'rxjs';
import { followObservables, withSpan } from 'spanlink/rxjs';

followObservables();
export const numbers: Observable<number> = of(7).pipe(withSpan('numbers'));
