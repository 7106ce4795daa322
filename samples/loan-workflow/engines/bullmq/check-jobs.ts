/** Checks the spans of the jobs, beside those of the stages in them. */
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/console';
import { type Check, checkLinks } from '../../checks.js';

const ADDED = ['origin: add'];
const CHILD = ['origin: addNode', 'parent: addNode'];
const NEXT = ['origin: addNode'];
const CHECKED = {
  submit: [ADDED],
  'check-fraud': [CHILD],
  'check-income': [CHILD],
  underwrite: [NEXT, [...NEXT, 'retry_of: process']],
};

/**
 * The links of each attempt at a job. BullMQ keeps nothing of an attempt whose worker was killed, so the job that takes
 * over has no link to it; the stage in that job does.
 */
const EXPECTED = {
  '7': { ...CHECKED, approve: [NEXT], revoke: [ADDED] },
  '8': { ...CHECKED, review: [NEXT] },
} as const;

export function checkJobs(spans: readonly FinishedSpan[]): Check[] {
  const operations = new Map(spans.map((span) => [formatLink(span.spanContext()), span.name.split(' ')[0]]));
  return Object.entries(EXPECTED).flatMap(([run, jobs]) =>
    Object.entries(jobs).flatMap(([job, attempts]) => {
      const found = spans.filter(
        ({ name, attributes }) => name.startsWith('process ') && attributes['bullmq.job.id'] === `${run}-${job}`,
      );
      return attempts.map((expected, at) => {
        const links = found[at]?.links.map(
          ({ context, attributes }) =>
            `${String(attributes?.['spanlink.relation'])}: ${operations.get(formatLink(context))}`,
        );
        return checkLinks(`job ${run}-${job}, span ${at + 1} of ${found.length}`, links, expected);
      });
    }),
  );
}
