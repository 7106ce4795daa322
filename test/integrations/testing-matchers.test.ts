/** The matchers of `spanlink/testing`, and their failure messages. */
import { trace } from '@opentelemetry/api';
import { formatLink, inSpan, startSpan } from 'spanlink';
import { type FinishedSpan, recordSpans, spanMatchers } from 'spanlink/testing';
import { cause, causeLink } from '../fixtures/spans.js';
import { finishedSpan } from '../fixtures/finished-span.js';

const recorder = recordSpans();
afterAll(() => recorder.stop());

let place: FinishedSpan;
let pay: FinishedSpan;
let ship: FinishedSpan;
beforeAll(() => {
  const placed = inSpan('place', (guard) => inSpan('pay', () => guard));
  startSpan('ship', {
    links: { context: placed.spanContext(), attributes: { 'spanlink.relation': 'retry_of', attempt: 2 } },
  }).complete();
  [pay, place, ship] = recorder.spans as [FinishedSpan, FinishedSpan, FinishedSpan];
});

/** The end of every failure message. */
const RECORDED = `

Recorded:
trace ONE
└─ place  n ms
   └─ pay  n ms

trace TWO
└─ ship  n ms
        ← retry_of: place (trace ONE)`;

/** The message of a failed expectation, without ids and times. */
function failure(expectation: () => unknown): string {
  try {
    expectation();
  } catch (error) {
    const named: [string, string][] = [
      [spanLink(place), 'PLACE'],
      [place.spanContext().traceId.slice(0, 8), 'ONE'],
      [ship.spanContext().traceId.slice(0, 8), 'TWO'],
    ];
    return named
      .reduce((text, [id, name]) => text.replaceAll(id, name), (error as Error).message)
      .replaceAll(/\d+\.\d ms/g, 'n ms');
  }
  throw new Error('the expectation was met');
}
const spanLink = (span: FinishedSpan): string => formatLink(span.spanContext());

describe('toLinkTo', () => {
  test('takes the cause as a span, a context, a link or text', () => {
    const target = place.spanContext();
    for (const one of [place, target, { context: target }, formatLink(target), trace.wrapSpanContext(target)])
      expect(ship).toLinkTo(one);
    for (const other of [pay, cause(0), { context: cause(0) }, causeLink(0)]) expect(ship).not.toLinkTo(other);
  });

  test('takes the relation and some of the attributes', () => {
    expect(ship).toLinkTo(place, { relation: 'retry_of' });
    expect(ship).toLinkTo(place, { attributes: { attempt: 2 } });
    expect(ship).toLinkTo(place, { relation: 'retry_of', attributes: { attempt: 2 } });
    expect(ship).not.toLinkTo(place, { relation: 'previous' });
    expect(ship).not.toLinkTo(place, { attributes: { attempt: 1 } });
    expect(ship).not.toLinkTo(place, { attributes: { other: true } });
    const bare = { ...finishedSpan('bare'), links: [{ context: cause(0) }] };
    expect(bare).not.toLinkTo(cause(0), { relation: 'previous' });
  });

  test('names a recorded cause, and shows the links in the failure', () => {
    expect(failure(() => expect(pay).toLinkTo(place))).toBe(
      `expected span 'pay' to be linked to 'place' (PLACE)${RECORDED}`,
    );
  });

  test('shows the expected relation and attributes in the failure', () => {
    expect(failure(() => expect(ship).toLinkTo(place, { relation: 'previous', attributes: { attempt: 1 } }))).toBe(
      `expected span 'ship' to be linked to 'place' (PLACE)` +
        ` with {"attempt":1,"spanlink.relation":"previous"}${RECORDED}`,
    );
  });

  test('shows the ids of a cause that was not recorded in the failure', () => {
    expect(failure(() => expect(ship).toLinkTo(cause(0)))).toBe(
      `expected span 'ship' to be linked to ${causeLink(0)}${RECORDED}`,
    );
  });

  test('says "not to" in the failure if the link should not exist', () => {
    expect(failure(() => expect(ship).not.toLinkTo(place))).toBe(
      `expected span 'ship' not to be linked to 'place' (PLACE)${RECORDED}`,
    );
  });

  test.each([
    ['text that is no link', 'place'],
    ['nothing', undefined],
    ['a number', 7],
  ])('refuses %s as a cause', (_what, wrong) => {
    const message = `expected a span, a span context or 'traceid-spanid'; found '${String(wrong)}'`;
    expect(() => expect(ship).toLinkTo(wrong as never)).toThrow(message);
    expect(() => expect(ship).not.toLinkTo(wrong as never)).toThrow(message);
  });
});

describe('toHaveLinkCount', () => {
  test('passes for so many links', () => {
    expect(ship).toHaveLinkCount(1);
    expect(pay).not.toHaveLinkCount(1);
  });

  test('shows the number of links in the failure', () => {
    expect(failure(() => expect(ship).toHaveLinkCount(2))).toBe(
      `expected span 'ship' to have 2 links, and it has 1${RECORDED}`,
    );
    expect(failure(() => expect(pay).not.toHaveLinkCount(0))).toBe(
      `expected span 'pay' not to have 0 links, and it has 0${RECORDED}`,
    );
  });
});

describe('toBeChildOf', () => {
  test('passes for the parent, and for no other span', () => {
    expect(pay).toBeChildOf(place);
    expect(pay).toBeChildOf(spanLink(place));
    expect(place).not.toBeChildOf(pay);
    expect(ship).not.toBeChildOf(place);
    expect(pay).not.toBeChildOf({ ...place.spanContext(), traceId: cause(0).traceId });
  });

  test('names the expected parent in the failure', () => {
    expect(failure(() => expect(ship).toBeChildOf(place))).toBe(
      `expected span 'ship' to be a child of 'place' (PLACE)${RECORDED}`,
    );
    expect(failure(() => expect(pay).not.toBeChildOf(place))).toBe(
      `expected span 'pay' not to be a child of 'place' (PLACE)${RECORDED}`,
    );
  });
});

describe('toBeRootSpan', () => {
  test('passes for a span that began its trace', () => {
    expect(ship).toBeRootSpan();
    expect(pay).not.toBeRootSpan();
  });

  test('says in the failure that a root was expected', () => {
    expect(failure(() => expect(pay).toBeRootSpan())).toBe(`expected span 'pay' to begin a trace${RECORDED}`);
    expect(failure(() => expect(ship).not.toBeRootSpan())).toBe(`expected span 'ship' not to begin a trace${RECORDED}`);
  });
});

test.each([
  ['nothing', undefined, 'undefined'],
  ['a name', 'ship', 'string'],
  ['a span that is no recorded one', trace.wrapSpanContext(cause(0)), 'object'],
])('every matcher refuses %s', (_what, received, found) => {
  const message = `expected a finished span, such as recorder.span('name') gives; found ${found}`;
  expect(() => expect(received).toLinkTo(place)).toThrow(message);
  expect(() => expect(received).not.toHaveLinkCount(1)).toThrow(message);
  expect(() => expect(received).toBeChildOf(place)).toThrow(message);
  expect(() => expect(received).not.toBeRootSpan()).toThrow(message);
});

test('a failure draws a span of another recorder beside the recorded ones', () => {
  const { message } = spanMatchers.toHaveLinkCount(finishedSpan('elsewhere'), 7);
  expect(message()).toContain('└─ ship');
  expect(message()).toContain('└─ elsewhere');
});

test('a failure without a recorder draws the span alone, and shows the ids of its cause', () => {
  recorder.stop();
  const { message } = spanMatchers.toLinkTo(finishedSpan('elsewhere'), cause(0));
  expect(message()).toBe(
    `expected span 'elsewhere' to be linked to ${causeLink(0)}\n\nRecorded:\ntrace 0af76519\n└─ elsewhere  2.5 ms`,
  );
});
