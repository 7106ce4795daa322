/** Adds the package's own matchers, which its tests use as a user's would. */
import { spanMatchers, type SpanMatchers } from 'spanlink/testing';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Jest's types are extended through one
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- as above
    interface Matchers<R> extends SpanMatchers<R> {}
  }
}

expect.extend(spanMatchers);
