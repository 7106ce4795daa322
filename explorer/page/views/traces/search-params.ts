/** The search in its three forms: the form, the query of the address, and the parameters of the API. */
import { isolate, nameText, serviceText } from '../../components/foreign-text.js';
import { shortId } from '../../components/format.js';
import { rangeStart } from '../../data/time-ranges.js';

export const RELATIONS = ['causedBy', 'ledTo'] as const;
export type Relation = (typeof RELATIONS)[number];

export const FIELDS = ['service', 'name', 'status', 'minDuration', 'maxDuration', 'attribute'] as const;
const TARGETS = ['trace', 'span'] as const;

/** The names of all fields. They are the parameters of the API's `search`; only `last` is the page's own. */
export const NAMES: readonly string[] = [
  ...FIELDS,
  ...RELATIONS.flatMap((relation) => [...FIELDS, ...TARGETS].map((field) => `${relation}.${field}`)),
  'hops',
  'kept',
  'policy',
  'since',
  'until',
  'last',
];

/** Fields that are found as they are, with their spaces; as attributes are. */
const AS_THEY_ARE = ['service', 'name', 'policy'];

/** Returns true if the query contains any field of a search. */
export const isSearch = (query: URLSearchParams): boolean => NAMES.some((name) => query.has(name));

/** Returns the fields of a form that are not empty. Attributes are written one per line. */
export function readForm(form: FormData): Record<string, string | readonly string[]> {
  const change: Record<string, string | readonly string[]> = {};
  for (const name of NAMES) {
    const value = form.get(name);
    if (typeof value !== 'string' || value.trim() === '') continue;
    const field = name.slice(name.indexOf('.') + 1);
    if (field === 'attribute') change[name] = value.split(/\r?\n/).filter((line) => line.trim() !== '');
    else change[name] = AS_THEY_ARE.includes(field) ? value : value.trim();
  }
  if (change['last'] !== 'custom') {
    delete change['since'];
    delete change['until'];
  }
  for (const name of ['since', 'until']) {
    const value = change[name];
    // a `datetime-local` field has no time zone
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value))
      change[name] = new Date(value).toISOString();
  }
  return change;
}

/**
 * Returns the parameters of a search for the API.
 *
 * @param now In milliseconds; recent periods end there.
 */
export function searchParams(query: URLSearchParams, now: number): Record<string, string | readonly string[]> {
  const params: Record<string, string | readonly string[]> = {};
  for (const name of NAMES) {
    const values = query.getAll(name);
    if (name !== 'last' && values.length > 0) params[name] = values;
  }
  const since = rangeStart(query.get('last'), now);
  // by the clock of the explorer: those of senders may be wrong
  if (since !== undefined) params['receivedSince'] = since;
  return params;
}

/** Describes a search for a heading. */
export function describeSearch(query: URLSearchParams): string {
  const own = describeConditions(query, '');
  const causes = describeConditions(query, 'causedBy.');
  const effects = describeConditions(query, 'ledTo.');
  return [
    own === '' ? 'Traces' : own.startsWith('in ') ? `Traces ${own}` : `Traces with ${asNoun(own)}`,
    causes === '' ? '' : `caused by ${asNoun(causes)}`,
    effects === '' ? '' : `${causes === '' ? '' : 'and '}that led to ${asNoun(effects)}`,
    describeKeeping(query),
  ]
    .filter(Boolean)
    .join(' ');
}

function describeKeeping(query: URLSearchParams): string {
  const kept = query.get('kept')?.replace('_', ' ');
  const policy = query.get('policy');
  if (policy === null) return kept ? `· ${kept}` : '';
  return `· ${kept && kept !== 'kept' ? `${kept}, and ` : ''}kept by ${nameText(policy)}`;
}

/** Adds the noun to conditions that have none. */
const asNoun = (conditions: string): string =>
  /^(in|lasting) /.test(conditions) ? `a span ${conditions}` : conditions;

function describeConditions(query: URLSearchParams, prefix: string): string {
  const get = (name: string): string => query.get(`${prefix}${name}`) ?? '';
  const named = (name: string, text: (name: string) => string): string | undefined => {
    const value = query.get(`${prefix}${name}`);
    return value === null ? undefined : text(value);
  };
  const [status, min, max] = ['status', 'minDuration', 'maxDuration'].map(get);
  const span = get('span');
  const trace = get('trace');
  return [
    status === 'error' ? 'errors' : status && `status ${status}`,
    named('name', (name) => `“${nameText(name)}”`),
    named('service', (service) => `in ${serviceText(service)}`),
    (min || max) && `lasting ${[min && `at least ${min}`, max && `at most ${max}`].filter(Boolean).join(' and ')}`,
    ...query.getAll(`${prefix}attribute`).map(isolate),
    span && `span ${shortId(span)}`,
    trace && `${span && 'of '}trace ${shortId(trace)}`,
  ]
    .filter(Boolean)
    .join(' ');
}
