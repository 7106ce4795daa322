/** W3C's `tracestate`, and the entry `ot` in it, in which OpenTelemetry tells how a span was sampled. */

const MAX_MEMBERS = 32;
const KEY = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Returns the value of an entry; undefined if there is none, or if the whole is malformed. */
export function traceStateValue(traceState: string, key: string): string | undefined {
  if (traceState === '') return undefined;
  const members = new Map<string, string>();
  for (const member of traceState.split(',')) {
    if (member === '') continue;
    const [name, value] = splitAt(member.replaceAll(/^[ \t]+|[ \t]+$/g, ''), '=');
    if (!KEY.test(name) || !VALUE.test(value) || members.has(name) || members.size === MAX_MEMBERS) return undefined;
    members.set(name, value);
  }
  return members.get(key);
}

/** How a span was sampled: both are 14 hexadecimal digits, which compare as the numbers do. */
export interface SamplingState {
  /** The rejection threshold: a span whose randomness is less was not sampled. */
  readonly threshold?: string;
  readonly randomness?: string;
}

/** Reads the entry `ot`. */
export function samplingState(traceState: string): SamplingState {
  if (!traceState.includes('ot=')) return {};
  const value = traceStateValue(traceState, 'ot') ?? '';
  const threshold = /(?:^|;)th:([0-9a-f]{1,14})(?:;|$)/i.exec(value)?.[1]?.toLowerCase();
  const randomness = /(?:^|;)rv:([0-9a-f]{14})(?:;|$)/i.exec(value)?.[1]?.toLowerCase();
  return {
    ...(threshold !== undefined && { threshold: threshold.padEnd(14, '0') }),
    ...(randomness !== undefined && { randomness }),
  };
}

/** Returns the text with another threshold in it, or without one; all else stays as it is. */
export function withThreshold(traceState: string, threshold: string | undefined): string {
  return traceState
    .split(',')
    .flatMap((member) => {
      if (!/^[ \t]*ot=/.test(member)) return [member];
      const [name, value] = splitAt(member, '=');
      const others = value.split(';').filter((part) => part !== '' && !part.startsWith('th:'));
      // zeros at the end are left out
      const th = threshold === undefined ? [] : [`th:${threshold.replace(/0+$/, '') || '0'}`];
      const parts = [...th, ...others];
      return parts.length === 0 ? [] : [`${name}=${parts.join(';')}`];
    })
    .join(',');
}

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
