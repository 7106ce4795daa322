/** Checks the spans of the runs, their handlers and their activities: each expected link, and no other. */
import type { SpanContext } from '@opentelemetry/api';
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/console';
import type { RunHistory } from 'spanlink/workflow';
import { type Check, checkLinks } from '../../checks.js';

const RUN = 'origin: RunWorkflow:loanApplication';
const DECIDED = {
  'RunWorkflow:loanApplication': [['origin: StartWorkflow:loanApplication']],
  'HandleUpdate:decision': [['origin: StartWorkflowUpdate:decision', 'parent: RunWorkflow:loanApplication']],
  'RunActivity:submit': [[RUN]],
};

/** The links of the spans of each name, in their order. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>> = {
  '7': {
    ...DECIDED,
    // the attempt before was killed, and its span never exported; its ids are known all the same
    'RunActivity:check': [[RUN], [RUN, 'retry_of: a span that was never exported']],
    'RunActivity:underwrite': [[RUN], [RUN, 'retry_of: RunActivity:underwrite']],
    'RunActivity:approve': [[RUN]],
    'HandleSignal:revoke': [['origin: SignalWorkflow:revoke', 'parent: RunWorkflow:loanApplication']],
    'RunActivity:revoke': [[RUN]],
  },
  '8': {
    ...DECIDED,
    'RunActivity:check': [[RUN], [RUN]],
    'RunActivity:underwrite': [[RUN], [RUN, 'retry_of: RunActivity:underwrite']],
    'RunActivity:review': [[RUN]],
  },
};

export function checkLinksOfRuns(histories: readonly RunHistory[], spans: readonly FinishedSpan[]): Check[] {
  const names = new Map(spans.map((span) => [formatLink(span.spanContext()), span.name]));
  const nameOf = (context: SpanContext): string => names.get(formatLink(context)) ?? 'a span that was never exported';
  return histories.flatMap(({ run }) => {
    const id = run.split('-').at(-1) ?? '';
    return Object.entries(EXPECTED[id] ?? {}).flatMap(([name, all]) => {
      const found = spans.filter((span) => span.name === name && span.attributes['spanlink.workflow.run_id'] === run);
      return all.map((expected, at) => {
        const links = found[at]?.links.map(
          ({ context, attributes }) => `${String(attributes?.['spanlink.relation'])}: ${nameOf(context)}`,
        );
        return checkLinks(`${id}: ${name}, span ${at + 1} of ${found.length}`, links, expected);
      });
    });
  });
}
