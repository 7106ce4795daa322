/** The state in the address, which a link shares. */
import fc from 'fast-check';
import { hrefTo, parseAddress, VIEWS } from '../../../page/data/address';
import {
  parseTimelineState,
  parseSpanKey,
  collapsedKey,
  formatViewport,
} from '../../../page/views/timeline/timeline-state';
import { openInUrl } from '../../../page/views/details/open-in-url';
import { searchParams, describeSearch, isSearch, readForm } from '../../../page/views/traces/search-params';
import { readQuestion } from '../../../api/questions';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const state = (query: string): ReturnType<typeof parseTimelineState> => parseTimelineState(new URLSearchParams(query));

describe('Address', () => {
  test('An address is read as it was written, for every view and any content', () => {
    const change = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== 'view' && name !== '__proto__'),
      fc.oneof(fc.string({ minLength: 1 }), fc.array(fc.string(), { minLength: 1 })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...VIEWS), change, (view, changes) => {
        const address = parseAddress(hrefTo(view, changes));
        expect(address.view).toBe(view);
        for (const [name, value] of Object.entries(changes))
          expect(address.query.getAll(name)).toEqual(typeof value === 'string' ? [value] : value);
      }),
    );
  });

  test('An address with an unknown view is the first page', () => {
    expect(parseAddress('?view=__proto__').view).toBe('traces');
  });

  test('A link changes the given names, and keeps the rest of the query', () => {
    expect(hrefTo('timeline', { sel: undefined, hops: 2 }, new URLSearchParams('trace=a&sel=b&open=c&open=d'))).toBe(
      '?view=timeline&trace=a&open=c&open=d&hops=2',
    );
  });
});

describe('State of a timeline', () => {
  test('The state of a timeline is read from the address', () => {
    expect(
      state(
        `trace=${TRACE}&hops=5&direction=causes&open=${'a'.repeat(32)}&shut=${collapsedKey(TRACE)}` +
          '&time=true&at=0.25,0.5,120',
      ),
    ).toEqual({
      trace: TRACE,
      hops: 5,
      direction: 'causes',
      limits: { traces: 200, spans: 50_000, links: 20_000 },
      selected: undefined,
      opened: ['a'.repeat(32)],
      collapsed: [TRACE.slice(0, 10)],
      compressWaits: false,
      initialViewport: { from: 0.25, to: 0.5, top: 120 },
    });
  });

  test('Invalid values in the address become the defaults', () => {
    expect(state(`trace=${TRACE}&hops=-1&open=nonsense&at=5,1,x`)).toMatchObject({
      hops: 3,
      opened: [],
      initialViewport: undefined,
      compressWaits: true,
    });
  });

  test('The viewport is written to the address, unless it is the full one', () => {
    expect(formatViewport({ from: 0, to: 1, top: 0 })).toBeUndefined();
    expect(state(`at=${formatViewport({ from: 0.123456789, to: 0.5, top: 12.4 }) ?? ''}`).initialViewport).toEqual({
      from: 0.123456789,
      to: 0.5,
      top: 12,
    });
  });

  test('The key of a span is distinct from that of a trace', () => {
    expect(parseSpanKey(`${TRACE}:00f067aa0ba902b7`)).toEqual({ traceId: TRACE, spanId: '00f067aa0ba902b7' });
    expect([parseSpanKey(TRACE), parseSpanKey(undefined), parseSpanKey('../x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('Search', () => {
  const query = new URLSearchParams(
    'status=error&service=payments&causedBy.attribute=job.id%3D42&causedBy.attribute=tenant&last=1h&view=x',
  );

  test('A search becomes parameters that the API accepts, with its time at a full minute', () => {
    const asked = searchParams(query, 1_795_000_000_123);
    expect(asked).toEqual({
      status: ['error'],
      service: ['payments'],
      'causedBy.attribute': ['job.id=42', 'tenant'],
      receivedSince: '1794996360000000',
    });
    expect(
      readQuestion(
        'search',
        new URLSearchParams(
          Object.entries(asked).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
        ),
      ).status,
    ).toBe('error');
  });

  test('Names and attributes are searched with their spaces and signs, as they were typed', () => {
    const form = new FormData();
    form.set('service', ' two  words ');
    form.set('attribute', '  \n key with space = value \r\n"a=b"=c\n');
    form.set('minDuration', ' 150ms ');
    expect(readForm(form)).toEqual({
      service: ' two  words ',
      attribute: [' key with space = value ', '"a=b"=c'],
      minDuration: '150ms',
    });
  });

  test('A service without a name can be searched', () => {
    const empty = parseAddress(hrefTo('traces', { service: [''] })).query;
    expect(isSearch(empty)).toBe(true);
    expect(searchParams(empty, 0)).toEqual({ service: [''] });
    expect(describeSearch(empty)).toBe('Traces in (no service name)');
  });

  test('A search is described in words', () => {
    expect(describeSearch(query)).toBe('Traces with errors in payments caused by job.id=42 tenant');
    expect(isSearch(new URLSearchParams('hops=3'))).toBe(true);
    expect(isSearch(new URLSearchParams(''))).toBe(false);
  });
});

describe('Other backends', () => {
  test('A template opens another backend, but never a script', () => {
    expect(openInUrl('http://localhost:16686/trace/{traceId}?x={traceId}', TRACE)).toBe(
      `http://localhost:16686/trace/${TRACE}?x=${TRACE}`,
    );
    expect(openInUrl('javascript:alert(1)//{traceId}', TRACE)).toBeUndefined();
  });
});
