/** Adds the package's own matchers, which its tests use as a user's would. */
import { spanMatchers, type SpanMatchers } from 'spanlink/testing';

declare global {
  namespace jest {
    interface Matchers<R> extends SpanMatchers<R> {}
  }
}

expect.extend(spanMatchers);

// what tests provoke is no news; those of the warnings themselves turn them on in processes of their own
process.env.SPANLINK_WARNINGS ??= '0';
