/** Promises 1 and 2: the links of a stage are there when its span starts, and are no other span's. */
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { type Sampler } from '@opentelemetry/sdk-trace-node';
import { inSpan, Span, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { asyncLedger } from '../fixtures/ledgers';

const sampled: [string, number][] = [];
const sampler: Sampler = {
  shouldSample: (_context, _traceId, name, _kind, _attributes, links) => {
    sampled.push([name, links.length]);
    return { decision: 2 };
  },
};
const recorder = recordSpans({ sampler });
beforeEach(() => {
  recorder.reset();
  sampled.length = 0;
});
afterAll(() => recorder.stop());

@Workflow({ name: 'links', run: (id: number) => id })
class Links {
  @Stage()
  async begin(_id: number): Promise<void> {}

  @Stage()
  async work(_id: number): Promise<void> {
    this.child();
    await setImmediate();
    inSpan('block', (span) => span.addEvent('event'));
    startSpan('held').complete();
    trace.getTracer('by hand').startActiveSpan('by hand', (span) => span.end());
    this.child();
  }

  @Span()
  child(): void {}
}

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, ledger) => {
  test('samplers see the links of a stage, and its children have none', async () => {
    useLedger(ledger());
    const links = new Links();
    await links.begin(1);
    await links.work(1);
    expect(sampled.slice(0, 2)).toEqual([
      ['Links.begin', 0],
      ['Links.work', 2],
    ]);
    for (const name of ['block', 'held', 'by hand']) {
      expect(recorder.span(name)).toHaveLinkCount(0);
      expect(recorder.span(name)).toBeChildOf(recorder.span('Links.work'));
    }
    expect(recorder.named('Links.child').map((child) => child.links.length)).toEqual([0, 0]);
    expect(recorder.span('Links.work').events).toEqual([]);
  });
});
