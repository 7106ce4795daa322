/** Questions with hostile values, asked of the real engine: each is answered about what it says, or refused. */
import fc from 'fast-check';
import { QuestionError } from '../../api/parameters';
import { QUESTIONS } from '../../api/questions';
import type { Question, QuestionName } from '../../api/questions';
import { NotFoundError } from '../../server/query/questions/not-found-error';
import { closeAll, openForTest } from '../store/folder';
import { span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, nanosAt, story } from './story';

/** Texts that end a literal, a comment, a placeholder, a pattern, or a line, in SQL and elsewhere. */
const FRAGMENTS = [
  "'",
  '"',
  '\\',
  "\\'",
  "''",
  '`',
  '\0',
  '\n',
  '\r',
  ';',
  '--',
  '/*',
  '*/',
  '#',
  '%',
  '_',
  '*',
  '?',
  '=',
  ',',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '{trace:String}',
  '{service:String}',
  '${name}',
  '$1',
  '$&',
  "$'",
  ' OR 1=1',
  "') OR ('1'='1",
  "' UNION ALL SELECT 1 -- ",
  '; DROP TABLE otel_traces',
  ' SETTINGS max_result_bytes = 0',
  ' FORMAT Null',
  '\\x27',
  '\\u0027',
  '%27',
  '＇',
  '\ud800',
  '\u2028',
  '\u202e',
  '😀',
  'NULL',
  '-1',
  '1e9',
  '0x1',
  '9007199254740993',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6, unit: 'binary' })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

const parametersOf = (name: QuestionName): Question['parameters'] => QUESTIONS[name].parameters;

/** Every parameter of every question. */
const PARAMETERS = (Object.keys(QUESTIONS) as QuestionName[]).flatMap((name) =>
  Object.keys(parametersOf(name)).map((parameter) => [name, parameter] as const),
);

/** Valid values for the required parameters besides the hostile one. */
const VALID: Readonly<Record<string, string>> = {
  trace: traceIdOf(1),
  span: spanIdOf(0x11),
  workflow: 'import',
  run: 'r1',
};

describe('Hostile questions', () => {
  let store: Awaited<ReturnType<typeof openForTest>>;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(story);
  });
  afterAll(closeAll);

  test.each(PARAMETERS)('%s is answered or refused, whatever %s is', async (name, parameter) => {
    const { path }: Question = QUESTIONS[name];
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const inPath: Record<string, string> = {};
        const query = new URLSearchParams();
        for (const [key, { isRequired }] of Object.entries(parametersOf(name))) {
          const value = key === parameter ? text : isRequired ? VALID[key] : undefined;
          if (value === undefined) continue;
          if (path.includes(`{${key}}`)) inPath[key] = value;
          else query.append(key, value);
        }
        // any other error would be the engine's, which had not understood the statement
        const failed = await Promise.resolve()
          .then(() => ask(store, name, query.toString(), inPath))
          .then(() => undefined)
          .catch((error: unknown) => error);
        expect([undefined, QuestionError, NotFoundError]).toContain(failed && (failed as Error).constructor);
      }),
      { numRuns: 20 },
    );
  });

  test('A search for a text finds the spans that have exactly this text, and no others', async () => {
    const texts = [
      ...new Set([
        ...FRAGMENTS.map((fragment) => fragment.toWellFormed()),
        ...fc.sample(hostile, { seed: 14, numRuns: 30 }),
      ]),
    ]
      .map((text) => text.toWellFormed())
      .filter((text) => text.trim() !== '');
    await store.insert(
      texts.map((text, index) =>
        span(1000 + index, 1000 + index, {
          time: nanosAt(index),
          name: text,
          service: text,
          attributes: { [text]: text, key: text },
        }),
      ),
    );
    const tracesWith = async (query: Readonly<Record<string, string>>): Promise<string[]> => {
      const { traces } = await ask(store, 'search', new URLSearchParams({ ...query, limit: '200' }).toString());
      return traces.map(({ traceId }) => traceId).sort();
    };
    for (const [index, text] of texts.entries()) {
      const own = [traceIdOf(1000 + index)];
      const equal = texts.flatMap((other, at) => (other === text ? [traceIdOf(1000 + at)] : [])).sort();
      expect(await tracesWith({ service: text })).toEqual(equal);
      expect(await tracesWith({ attribute: `key=${text}` })).toEqual(equal);
      // a star stands for any characters, and is the only one that does
      if (!text.includes('*')) expect(await tracesWith({ name: text })).toEqual(equal);
      expect(await tracesWith({ name: `${text}*` })).toEqual(expect.arrayContaining(own));
      const [services] = (await ask(store, 'facets', new URLSearchParams({ service: text }).toString())).names;
      expect(services).toBe(text);
    }
  }, 120_000);
});
