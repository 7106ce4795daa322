/** Questions in a URL, against a reading by their schemas; targets of requests, and positions of pages. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { IncomingMessage } from 'node:http';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { QuestionError } from '../../../api/parameters.js';
import type { Parameter } from '../../../api/parameters.js';
import { QUESTIONS, readQuestion, type QuestionName } from '../../../api/questions.js';
import { readTarget } from '../../../server/http/request-target.js';
import { comparePositions, readCursor } from '../../../server/query/traces/cursor.js';

const NAMES = Object.keys(QUESTIONS) as QuestionName[];
const TRACE = '0af7651916cd43dd8448eb211c80319c';

export const target: FuzzTarget = {
  seeds: [
    `/api/graph?trace=${TRACE}&hops=2&direction=causes`,
    '/api/search?service=a&attribute=k=v&attribute=b&minDuration=1.5s&causedBy.status=error&since=2026-01-31T12:00Z',
    `/api/traces?trace=${TRACE}&spans=10&keep=${TRACE}:b7ad6b7169203331:2`,
    'http://example.org//a/../api/runs?workflow=%E2%82&limit=500',
    '*',
    '1795000000000000000.0af7651916cd43dd8448eb211c80319c',
  ],
  words: ['&', '=', '%', '..', '//', '__proto__', 'constructor', 'http://', 'ledTo.', '-02:30', '2026-02-30', '%00'],
  run: (input) => {
    const text = input.toString('latin1');
    const url = readTarget({ url: text, method: 'OPTIONS', headers: {} } as IncomingMessage);
    // Node 20's URL leaves dot segments behind a name that begins with a dot; no path reaches a disk
    if (url !== undefined && !/\/\.[^./]/.test(text))
      strictEqual(/\/\/|\/\.\.?(?:\/|$)/.test(url.url.pathname), false, url.url.pathname);
    const query = new URLSearchParams(text.slice(text.indexOf('?') + 1));
    return [url?.url.href, url?.host, position(text), NAMES.map((name) => ask(name, query))];
  },
};

function ask(name: QuestionName, query: URLSearchParams): unknown {
  const given = refusing(() => readQuestion(name, query));
  const parameters = QUESTIONS[name].parameters as Readonly<Record<string, Parameter<unknown>>>;
  strictEqual(given !== undefined, isAllowed(parameters, query), `${name} differs from its schema: ${query}`);
  if (given !== undefined) deepStrictEqual(Object.keys(given), Object.keys(parameters));
  return given;
}

/** Decides by the schemas that are published, and by nothing else, but for what a schema cannot say. */
function isAllowed(parameters: Readonly<Record<string, Parameter<unknown>>>, query: URLSearchParams): boolean {
  if ([...query.keys()].some((key) => !Object.hasOwn(parameters, key))) return false;
  return Object.entries(parameters).every(([key, { schema, isRequired, isRepeated, read }]) => {
    const values = query.getAll(key);
    if (values.length === 0) return !isRequired;
    if (values.length > (isRepeated ? 20 : 1)) return false;
    const isSpelt = values.every((value) => {
      if (schema.enum && !schema.enum.includes(value)) return false;
      if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) return false;
      if (schema.maxLength !== undefined && value.length > schema.maxLength) return false;
      if (schema.type !== 'integer') return true;
      return (
        /^\d{1,9}$/.test(value) && Number(value) >= (schema.minimum ?? 0) && Number(value) <= (schema.maximum ?? 0)
      );
    });
    // days of the calendar, the number of digits that a time holds, and what an attribute needs
    return isSpelt && refusing(() => [read(values, key)]) !== undefined;
  });
}

function position(text: string): unknown {
  const cursor = refusing(() => readCursor(text));
  if (cursor !== undefined) strictEqual(comparePositions(cursor, cursor), 0);
  return cursor;
}

function refusing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof QuestionError) return undefined;
    throw error;
  }
}
