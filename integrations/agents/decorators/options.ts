/** Checks what decorators of agents get. */
import { notCalled } from '../../../decorators/method.js';
import { checkPlace } from '../../../lib/debug/load.js';
import { describeValue, spanlinkError } from '../../../lib/global/errors.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import { AGENT_DESCRIPTION_NAMES } from '../spans/attributes.js';
import { CONTENT_OPTION_NAMES } from '../spans/content.js';

/** Options whose values are looked at when a class is defined. */
interface Checked {
  readonly agent?: unknown;
  readonly content?: unknown;
  readonly delegatedBy?: unknown;
  readonly handedOverBy?: unknown;
}

/** Checks a method that is decorated. */
type CheckMethod = (callee: (...args: never[]) => unknown, site: string) => void;

/**
 * Checks the options of a decorator of methods.
 *
 * @param others What else it got: it was written without parentheses.
 * @param names The options that there are.
 * @returns A check of the method, which warns of what it cannot use.
 * @throws {TypeError} `ERR_SPANLINK_NOT_CALLED` or `ERR_SPANLINK_AGENT`.
 */
export function checkOptions(
  decorator: string,
  options: unknown,
  others: readonly unknown[],
  names: readonly string[],
): CheckMethod {
  if (typeof options === 'function' || others.length > 0) throw notCalled(decorator);
  if (typeof options !== 'object' || options === null) {
    throw spanlinkError(
      'ERR_SPANLINK_AGENT',
      `${decorator} takes options; it got ${describeValue(options)}. Write ${decorator}(), or ${decorator}({ … }).`,
    );
  }
  const { agent, content, delegatedBy, handedOverBy } = options as Checked;
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
  return (callee, site) => {
    const owner = `${decorator} of ${site}`;
    checkOptionNames(owner, options, names);
    checkOptionNames(`${owner}: content`, content, CONTENT_OPTION_NAMES);
    checkOptionNames(`${owner}: agent`, agent, AGENT_DESCRIPTION_NAMES);
    checkPlace(`${decorator}({ delegatedBy: ${String(delegatedBy)} })`, site, delegatedBy, callee);
    checkPlace(`${decorator}({ handedOverBy: ${String(handedOverBy)} })`, site, handedOverBy, callee);
  };
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
