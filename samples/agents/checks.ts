/** Checks the links of a run: each that is expected, and no other from trace to trace. */
import type { FinishedSpan } from 'spanlink/console';

/** The result of one check. */
export interface Check {
  readonly label: string;
  readonly passed: boolean;
}

/** The links between traces, by the names below. */
const EXPECTED = [
  'planner, turn 1 ← caller: ask q1',
  'researcher, attempt 1 ← delegated: planner, turn 1',
  'guide, attempt 1 ← delegated: planner, turn 1',
  'guide, attempt 2 ← delegated: planner, turn 1',
  'guide, attempt 2 ← retry_of: guide, attempt 1',
  'planner, turn 1 ← tool_result: researcher, attempt 1',
  'planner, turn 1 ← tool_result: guide, attempt 2',
  'show q1 ← tool_result: planner, turn 1',
  'ask q2 ← previous: show q1',
  'planner, turn 2 ← caller: ask q2',
  'planner, turn 2 ← turn: planner, turn 1',
  'clerk ← handoff: planner, turn 2',
  'clerk ← turn: planner, turn 1',
  'show q2 ← tool_result: clerk',
];

export function checkSpans(spans: readonly FinishedSpan[]): Check[] {
  const found = spans.flatMap((span) =>
    span.links.flatMap(({ context, attributes }) => {
      if (context.traceId === span.spanContext().traceId) return [];
      const target = spans.find((one) => one.spanContext().spanId === context.spanId);
      return `${labelOf(span)} ← ${String(attributes?.['spanlink.relation'])}: ${target ? labelOf(target) : 'nothing'}`;
    }),
  );
  const calls = spans.filter(({ name }) => /^execute_tool /.test(name));
  return [
    ...EXPECTED.map((label) => ({ label, passed: found.includes(label) })),
    {
      label: `${found.length} links from trace to trace, ${EXPECTED.length} expected`,
      passed: found.length === EXPECTED.length,
    },
    ...calls.map((call) => ({
      label: `${call.name} of ${String(call.attributes['gen_ai.agent.name'])} is served in its trace`,
      passed: isServed(call, spans),
    })),
    { label: `${calls.length} calls of tools, 4 expected`, passed: calls.length === 4 },
  ];
}

/** The agent and its turn or attempt; the user's spans by their names. */
function labelOf({ name, attributes }: FinishedSpan): string {
  const agent = String(attributes['gen_ai.agent.name']);
  const turn = /^q(\d)$/.exec(String(attributes['spanlink.turn.id']))?.[1];
  const attempt = attributes['spanlink.task.attempt'];
  if (!name.startsWith('invoke_agent')) return name;
  return turn === undefined
    ? attempt === undefined
      ? agent
      : `${agent}, attempt ${String(attempt)}`
    : `${agent}, turn ${turn}`;
}

/** The server's span, which another process has made, is in the trace of the call. */
function isServed(call: FinishedSpan, spans: readonly FinishedSpan[]): boolean {
  const tool = `tools/call ${String(call.attributes['gen_ai.tool.name'])}`;
  return spans.some(
    (span) =>
      span.name === tool &&
      span.resource?.attributes['service.name'] === 'tools' &&
      span.spanContext().traceId === call.spanContext().traceId,
  );
}
