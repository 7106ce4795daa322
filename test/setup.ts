/** Adds the package's own matchers, which its tests use as a user's would. */
import { spanMatchers, type SpanMatchers } from 'spanlink/testing';

declare global {
  namespace jest {
    interface Matchers<R> extends SpanMatchers<R> {}
  }
}

expect.extend(spanMatchers);
