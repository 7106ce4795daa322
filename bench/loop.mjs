/**
 * The timed loop. Each contender gets a copy of its own (by the query of its import), so that none is compiled for
 * another's calls.
 */

/** The last result, kept where the compiler cannot tell that nobody reads it. */
export const kept = { result: undefined };

/** A function that makes that many calls, one after the other, over the inputs in turn. */
export function slice(subject, inputs, calls, isAsync) {
  const mask = inputs.length - 1;
  let at = 0;
  if (isAsync) {
    return async () => {
      for (let call = 0; call < calls; call++) kept.result = await subject.handle(inputs[at++ & mask]);
    };
  }
  return () => {
    for (let call = 0; call < calls; call++) kept.result = subject.handle(inputs[at++ & mask]);
  };
}
