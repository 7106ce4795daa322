/**
 * Ends the search for a counterexample, and for a smaller one, before the test would be too slow: what it found is told
 * then, and nothing goes on beside the tests that follow.
 */
import fc from 'fast-check';

fc.configureGlobal({ interruptAfterTimeLimit: 90_000 });
