/** `LinkedSampler` over the SDK's own composite sampler, which writes thresholds into the trace state. */
import { createComposableProbabilitySampler, createCompositeSampler } from '@opentelemetry/sampler-composite';
import { ParentBasedSampler, type Sampler } from '@opentelemetry/sdk-trace-node';
import { inSpan, SpanGuard } from 'spanlink';
import { LinkedSampler } from 'spanlink/sampling';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';

const CHAINS = 4_000;
const HOPS = 5;
const SHARE = 0.05;

let recorder: SpanRecorder | undefined;
afterEach(() => recorder?.stop());

const composite = (): Sampler => createCompositeSampler(createComposableProbabilitySampler(SHARE));

/** Records chains of linked traces, and counts those that are begun, and those of them that are whole. */
function recordChains(sampler: Sampler): { begun: number; whole: number; thresholds: ReadonlySet<string | undefined> } {
  recorder = recordSpans({ sampler });
  for (let chain = 0; chain < CHAINS; chain++) {
    let carrier: object | undefined;
    for (let hop = 0; hop < HOPS; hop++) {
      inSpan(`hop ${hop}`, { links: carrier, attributes: { chain } }, () => {
        carrier = SpanGuard.current().carrier();
      });
    }
  }
  const hops = new Map<unknown, Set<string>>();
  for (const { name, attributes } of recorder.spans)
    hops.set(attributes.chain, (hops.get(attributes.chain) ?? new Set()).add(name));
  const begun = [...hops.values()].filter((names) => names.has('hop 0'));
  return {
    begun: begun.length,
    whole: begun.filter(({ size }) => size === HOPS).length,
    thresholds: new Set(
      recorder.spans.map(
        (span) =>
          span
            .spanContext()
            .traceState?.get('ot')
            ?.match(/th:\w+/)?.[0],
      ),
    ),
  };
}

test('alone, it keeps next to no chain of traces whole', () => {
  const { begun, whole } = recordChains(new ParentBasedSampler({ root: composite() }));
  expect(begun).toBeGreaterThan(100);
  expect(whole).toBeLessThan(begun / 20);
});

test("below 'consistent', every chain that it begins is whole, with its threshold in each trace", () => {
  const sampler = new LinkedSampler({ fallback: composite(), mode: 'consistent', maxPerSecond: Infinity });
  const { begun, whole, thresholds } = recordChains(new ParentBasedSampler({ root: sampler }));
  expect(begun).toBeGreaterThan(100);
  expect(whole).toBe(begun);
  expect([...thresholds]).toEqual([expect.stringMatching(/^th:f33333/)]);
});

test("below 'follow', every chain that it begins is whole", () => {
  const sampler = new LinkedSampler({ fallback: composite(), maxPerSecond: Infinity });
  const { begun, whole } = recordChains(new ParentBasedSampler({ root: sampler }));
  expect(begun).toBeGreaterThan(100);
  expect(whole).toBe(begun);
});
