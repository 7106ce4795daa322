/** `LinkedSampler` in the SDK: below and around `ParentBased`, with links that `spanlink` reads. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { inSpan, linksFrom, parseLink, SpanGuard, startSpan } from 'spanlink';
import { LinkedSampler, type LinkedSamplerOptions } from 'spanlink/sampling';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { cause, message } from '../fixtures/spans.js';

let recorder: SpanRecorder | undefined;
const record = (sampler: Sampler): SpanRecorder => (recorder = recordSpans({ sampler }));
const names = (): string[] => recorder?.spans.map(({ name }) => name) ?? [];
afterEach(() => recorder?.stop());

const below = (fallback: Sampler = new AlwaysOffSampler()): Sampler =>
  new ParentBasedSampler({ root: new LinkedSampler({ fallback }) });
const around = (root: Sampler = new AlwaysOffSampler()): Sampler =>
  new LinkedSampler({ fallback: new ParentBasedSampler({ root }) });

describe.each([
  ['below ParentBased', below],
  ['around ParentBased', around],
])('With a sampler %s,', (_composition, compose) => {
  test('a root span is sampled with its descendants if the message that it consumes was', () => {
    record(compose());
    inSpan('consume', { links: message(0) }, () => inSpan('store', () => undefined));
    inSpan('poll', () => inSpan('sleep', () => undefined));
    expect(names()).toEqual(['store', 'consume']);
  });

  test('a chain of traces is sampled to its end', () => {
    record(compose());
    let carrier: object = message(0);
    for (const name of ['one', 'two', 'three']) {
      inSpan(name, { links: carrier }, () => {
        carrier = SpanGuard.current().carrier();
      });
    }
    expect(names()).toEqual(['one', 'two', 'three']);
  });

  test('a link as text without flags samples no span', () => {
    record(compose());
    startSpan('consume', { links: `${cause(0).traceId}-${cause(0).spanId}` }).complete();
    expect(names()).toEqual([]);
  });

  test('a span without links is left to the fallback', () => {
    record(compose(new AlwaysOnSampler()));
    startSpan('poll').complete();
    expect(names()).toEqual(['poll']);
  });
});

describe('A span with a sampled link and an unsampled parent', () => {
  const work = (): void =>
    inSpan('poll', () => inSpan('consume', { links: message(0) }, () => inSpan('store', () => undefined)));

  test('is dropped below ParentBased, by its parent', () => {
    record(below());
    work();
    expect(names()).toEqual([]);
  });

  test('is sampled around ParentBased, with its descendants', () => {
    record(around());
    work();
    expect(names()).toEqual(['store', 'consume']);
  });
});

test('links with a client’s own relation can be refused', () => {
  const trust: LinkedSamplerOptions['trust'] = (link) => link.attributes?.['spanlink.relation'] !== 'client';
  record(new LinkedSampler({ fallback: new AlwaysOffSampler(), trust }));
  startSpan('request', { links: linksFrom(message(0), { relation: 'client' }) }).complete();
  startSpan('consume', { links: linksFrom(message(0), { relation: 'batch_item' }) }).complete();
  expect(names()).toEqual(['consume']);
});

test('a link that is added to a started span comes after the decision', () => {
  record(below());
  startSpan('consume').link(message(0)).complete();
  expect(names()).toEqual([]);
});

test('in the consistent mode, traces that link each other are all kept or none is', () => {
  const fallback = new TraceIdRatioBasedSampler(0.5);
  record(new ParentBasedSampler({ root: new LinkedSampler({ fallback, mode: 'consistent', maxPerSecond: Infinity }) }));
  for (let chain = 0; chain < 50; chain++) {
    let carrier: Record<string, string> = {};
    for (let hop = 0; hop < 4; hop++) {
      inSpan(`chain ${chain}`, { links: carrier }, (guard) => {
        carrier = guard.carrier();
      });
    }
  }
  const lengths = new Set(Array.from({ length: 50 }, (_, chain) => recorder?.named(`chain ${chain}`).length));
  expect([...lengths].sort()).toEqual([0, 4]);
});

test('in the consistent mode, a link by ids alone is enough', () => {
  const { traceId } = cause(0);
  const shouldSample: Sampler['shouldSample'] = (_context, id) => ({ decision: id === traceId ? 2 : 0 });
  record(new ParentBasedSampler({ root: new LinkedSampler({ fallback: { shouldSample }, mode: 'consistent' }) }));
  startSpan('consume', { links: parseLink(`${traceId}-${cause(0).spanId}`) }).complete();
  expect(names()).toEqual(['consume']);
});
