/**
 * The figures of pages that nothing measures: bounds and presets of the code, which other tests compare, what a reader
 * chooses, and arithmetic. By page, in their order.
 */
export const STATED: Readonly<Record<string, readonly string[]>> = {
};
