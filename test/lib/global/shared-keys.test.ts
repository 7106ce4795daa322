/** Two versions of the package find the state that they share under keys that stay the same. */
import { trace } from '@opentelemetry/api';
import { configure, LinkFrom, linksFrom, Span, SpanGuard, Traced, traced } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { message } from '../../fixtures/spans';
import { loaded, recordLines, recordWarnings } from '../../fixtures/told';

const KEYS = [
  'call-hooks',
  'call-stack',
  'class-names',
  'configuration',
  'counted-sites',
  'decisions',
  'excluded-methods',
  'ledger',
  'ledger-breakers',
  'link-from-parameters',
  'made-links',
  'missing-sdk',
  'pending-guards',
  'reported-sites',
  'static-sides',
  'traced-members',
  'warnings',
];

test('the keys of the state that copies share are those of the versions before', async () => {
  trace.disable();
  process.env.SPANLINK_WARNINGS = '1';
  recordWarnings();
  recordLines();
  traced(() => 1)();
  await loaded();
  const recorder = recordSpans();

  @Traced({ name: 'orders', exclude: ['health'] })
  class Orders {
    @LinkFrom(0) ship(order: object): void {}
    @Span({ result: () => 7 as never }) pack(guard: SpanGuard): void {}
    @Span() static open(): void {}
    health(): void {}
  }
  @Workflow({ name: 'loan', run: () => '7' })
  class Loan {
    @Stage() async submit(): Promise<void> {}
  }
  configure({ debug: true });
  useLedger(new MemoryLedger());
  followObservables();
  new Orders().ship(message(0));
  new Orders().pack(new SpanGuard().link(message(0)));
  await new Loan().submit();
  linksFrom('nothing');
  configure({ debug: undefined });
  await loaded();
  recorder.stop();
  jest.restoreAllMocks();

  const keys = Object.getOwnPropertySymbols(globalThis).map((key) => key.description ?? '');
  expect(keys.filter((key) => key.startsWith('spanlink.')).sort()).toEqual(KEYS.map((name) => `spanlink.${name}`));
});
