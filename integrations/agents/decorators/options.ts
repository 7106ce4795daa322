/** Checks what decorators of agents get. */
import { notCalled } from '../../../decorators/method.js';
import { describeValue, spanlinkError } from '../../../lib/global/errors.js';

/** Options whose values are looked at when a class is defined. */
interface Checked {
  readonly agent?: unknown;
  readonly delegatedBy?: unknown;
  readonly handedOverBy?: unknown;
}

/**
 * Checks the options of a decorator of methods.
 *
 * @param others What else it got: it was written without parentheses.
 * @throws {TypeError} `ERR_SPANLINK_NOT_CALLED` or `ERR_SPANLINK_AGENT`.
 */
export function checkOptions(decorator: string, options: unknown, others: readonly unknown[]): void {
  if (typeof options === 'function' || others.length > 0) throw notCalled(decorator);
  if (typeof options !== 'object' || options === null) {
    throw spanlinkError(
      'ERR_SPANLINK_AGENT',
      `${decorator} takes options; it got ${describeValue(options)}. Write ${decorator}(), or ${decorator}({ … }).`,
    );
  }
  const { agent, delegatedBy, handedOverBy } = options as Checked;
  for (const [name, value] of Object.entries({ delegatedBy, handedOverBy })) {
    const isIndex = typeof value === 'number' && Number.isInteger(value) && value >= 0;
    if (value === undefined || isIndex || typeof value === 'function') continue;
    throw spanlinkError(
      'ERR_SPANLINK_AGENT',
      `${decorator}'s ${name} is an argument's index (0, 1, …) or a function of the arguments; ` +
        `it got ${typeof value === 'number' ? value : describeValue(value)}. Write ${decorator}({ ${name}: 0 }).`,
    );
  }
  if (agent !== undefined) checkAgent(decorator, agent);
}

/** @throws {TypeError} `ERR_SPANLINK_AGENT` for anything but a name, or an object with one. */
export function checkAgent(decorator: string, agent: unknown): void {
  const name: unknown = typeof agent === 'object' ? (agent as { name?: unknown } | null)?.name : agent;
  if (typeof name === 'string' && name !== '') return;
  const found = name === '' ? 'an empty text' : describeValue(name);
  throw spanlinkError(
    'ERR_SPANLINK_AGENT',
    `${decorator} takes the name of an agent; it got ${found}. Write { name: 'planner' }.`,
  );
}
