/** Checks the runs: each expected link, and no other. */
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/console';
import type { PastAttempt, RunHistory } from 'spanlink/workflow';
import { EXPECTED, KILLED } from './expected-links.js';

/** The result of one check. */
export interface Check {
  readonly label: string;
  readonly passed: boolean;
}

/** The links of a run's attempts, as they were exported, and as the ledger has them. */
export function checkRun({ run, attempts }: RunHistory, spans: readonly FinishedSpan[]): Check[] {
  const expected = EXPECTED[run] ?? {};
  const names = new Map(attempts.map((attempt) => [keyOf(attempt), nameOf(attempt)]));
  const linkTo = (context: Parameters<typeof formatLink>[0], relation: unknown): string =>
    `${String(relation)}: ${names.get(formatLink(context))}`;
  const checks = attempts.flatMap((attempt) => {
    const name = `${run}: ${nameOf(attempt)}`;
    const wanted = expected[nameOf(attempt)] ?? [];
    const span = spans.find((one) => formatLink(one.spanContext()) === keyOf(attempt));
    const recorded = checkLinks(
      `${name}, in the ledger`,
      attempt.links.map(({ context, relation }) => linkTo(context, relation)),
      wanted,
    );
    if (name === KILLED)
      return [{ label: `${recorded.label}, and never exported`, passed: recorded.passed && span === undefined }];
    const exported = checkLinks(
      name,
      span?.links.map(({ context, attributes }) => linkTo(context, attributes?.['spanlink.relation'])),
      wanted,
    );
    return recorded.passed ? [exported] : [exported, recorded];
  });
  const isAll = Object.keys(expected).every((name) => attempts.some((attempt) => nameOf(attempt) === name));
  return [
    ...checks,
    {
      label: `${run}: ${attempts.length} attempts, ${Object.keys(expected).length} expected`,
      passed: isAll && attempts.length === Object.keys(expected).length,
    },
  ];
}

/** Returns true if these are the expected links, in any order. */
export function checkLinks(name: string, found: readonly string[] | undefined, expected: readonly string[]): Check {
  const textOf = (links: readonly string[]): string => (links.length === 0 ? ', no link' : ` ← ${links.join(' ← ')}`);
  const passed = found !== undefined && textOf(found.toSorted()) === textOf(expected.toSorted());
  // stages that run at once come in any order
  if (passed) return { label: `${name}${textOf(expected)}`, passed };
  return { label: `${name}${found === undefined ? ', no span' : textOf(found)}; expected${textOf(expected)}`, passed };
}

/** The name of an attempt in this sample. */
export function nameOf({ stage, item, attempt }: PastAttempt): string {
  return `${item === '' ? stage : `${stage} (${item})`} ${attempt}`;
}

function keyOf({ spanContext }: PastAttempt): string {
  return spanContext === undefined ? '' : formatLink(spanContext);
}
