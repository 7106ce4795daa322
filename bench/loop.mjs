/**
 * The timed loop. Each contender imports a copy of its own (by the query of the import), so that no copy is compiled
 * for another contender's calls.
 */

/** The last result, kept where the compiler cannot see that nothing reads it. */
export const sink = { result: undefined };

/**
 * Creates a loop of calls, one after the other, which takes the inputs in turn.
 *
 * @param inputs their number is a power of two
 */
export function createLoop(subject, inputs, calls, isAsync) {
  const mask = inputs.length - 1;
  let next = 0;
  if (isAsync) {
    return async () => {
      for (let call = 0; call < calls; call++) sink.result = await subject.handle(inputs[next++ & mask]);
    };
  }
  return () => {
    for (let call = 0; call < calls; call++) sink.result = subject.handle(inputs[next++ & mask]);
  };
}
