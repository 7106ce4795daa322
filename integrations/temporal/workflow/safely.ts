/** Nothing of ours fails a task of a workflow. */

/** Returns what the body returns; `undefined` where it throws. */
export function safely<R>(body: () => R): R | undefined {
  try {
    return body();
  } catch {
    return undefined;
  }
}
