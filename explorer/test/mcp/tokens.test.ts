/** Answers fit a model: no tokenizer of today counts more than the caller asked for. */
import fc from 'fast-check';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import type { Answers } from '../../api/answers-by-question';
import type { SpanSummary, TraceSummary } from '../../api/answers';
import { answerText } from '../../server/mcp/answer-text';

const hex = (number: number, digits: number): string =>
  ((BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n) % (1n << BigInt(4 * digits)))
    .toString(16)
    .padStart(digits, '0');

interface Names {
  readonly name: string;
  readonly service: string;
  readonly relation: string;
}

/** A graph of traces of several spans, each linked to the one before. */
function graphOf(traces: number, spansOfEach: number, namesOf: (number: number) => Names): Answers['graph'] {
  const spans: SpanSummary[] = Array.from({ length: traces * spansOfEach }, (_, number) => {
    const first = number - (number % spansOfEach);
    const { name, service } = namesOf(number);
    return {
      traceId: hex(first, 32),
      spanId: hex(number, 16),
      ...(number !== first && { parentSpanId: hex(number - 1, 16) }),
      ...{ name, service, kind: 'consumer', status: number % 7 === 0 ? 'error' : 'unset' },
      ...{ start: 1795000000000000 + number * 1234567, duration: 1500 * number },
    };
  });
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  const lanes = roots.map((root, hop) => {
    const { traceId, name, service, start, duration } = root;
    const counts = { spans: spansOfEach, errors: 1, linksIn: 1, linksOut: 1 };
    const summary: TraceSummary = { traceId, name, service, services: [service], start, duration, ...counts };
    return { ...summary, hop, hasMore: false };
  });
  const links = roots.slice(1).map((effect, index) => ({
    cause: { traceId: hex(index * spansOfEach, 32), spanId: hex(index * spansOfEach + spansOfEach - 1, 16) },
    effect: { traceId: effect.traceId, spanId: effect.spanId },
    relation: namesOf(index).relation,
    attributes: {},
  }));
  const center = { traceId: hex(0, 32), spanId: hex(0, 16) };
  const missing = [{ traceId: hex(9_999_999, 32), hop: 1 }];
  return { center, lanes, spans, links, missing, isCut: true, cutBy: ['hops', 'traces', 'spans', 'links', 'bytes'] };
}

const plain: Names = { name: 'orders.created process', service: 'payments', relation: 'message' };

function expectWithin(text: string, tokens: number): void {
  expect(countO200k(text)).toBeLessThanOrEqual(tokens);
  expect(countCl100k(text)).toBeLessThanOrEqual(tokens);
}

test.each([1000, 3000, 20_000])('A large graph is told within %d tokens, and most of them are used', (tokens) => {
  const text = answerText(
    'graph',
    graphOf(400, 20, () => plain),
    tokens,
  );
  expectWithin(text, tokens);
  expect(countO200k(text)).toBeGreaterThan(tokens / 3);
  expect(text).toMatch(/^CUT: 7\d+ more spans did not fit, \d+ whole traces among them/m);
});

test('Names of any characters are told within the tokens, each on one line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: anyText, service: anyText, relation: anyText }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1000, max: 4000 }),
      (names, tokens) => {
        const text = answerText(
          'graph',
          graphOf(30, 4, (number) => names[number % names.length] ?? plain),
          tokens,
        );
        expectWithin(text, tokens);
        expect(text.split('\n')).not.toContainEqual(
          expect.not.stringMatching(/^(trace | *- | *[←→…] |CUT|INC|No span|“…”)/u),
        );
      },
    ),
    { numRuns: 60 },
  );
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.stringMatching(/^[a-zA-Z]{0,300}$/),
  fc.stringMatching(/^[A-Z0-9_]{0,200}$/),
  fc.constantFrom('名前'.repeat(100), '🙂'.repeat(100), '\n\n- span\r\n', '\u202e\u2028', '0'.repeat(300), ''),
);

test('A trace of one chain of 5,000 calls, and a span with 10,000 links, are told', () => {
  const deep = graphOf(1, 5000, () => plain);
  expectWithin(answerText('graph', deep, 50_000), 50_000);
  const [first] = deep.spans;
  const links = Array.from({ length: 10_000 }, (_, number) => ({
    cause: { traceId: hex(number + 10_000, 32), spanId: hex(number, 16) },
    effect: { traceId: first?.traceId ?? '', spanId: first?.spanId ?? '' },
    attributes: {},
  }));
  const text = answerText('graph', { ...deep, links }, 3000);
  expectWithin(text, 3000);
  expect(text).toContain('… 9980 more links: ask for the span, with links=…');
});
