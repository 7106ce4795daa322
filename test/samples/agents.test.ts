/** The agents, run as `npm run sample:agents` runs them, alone and with the explorer, on the built packages. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

jest.setTimeout(150_000);

const CHECKS = [
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
  '14 links from trace to trace, 14 expected',
  'execute_tool search of researcher is served in its trace',
  'execute_tool timetable of guide is served in its trace',
  'execute_tool timetable of guide is served in its trace',
  'execute_tool book of clerk is served in its trace',
  '4 calls of tools, 4 expected',
];

/** Runs the sample to its end; its temporary files are in a folder of its own. */
async function runSample(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-agents-'));
  try {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = process.env;
    const sample = spawn(process.execPath, ['--import', 'tsx', 'samples/agents/main.ts', ...args], {
      cwd: join(__dirname, '../..'),
      env: { ...env, TMPDIR: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors, [code]] = await Promise.all([
      text(sample.stdout),
      text(sample.stderr),
      once(sample, 'exit'),
    ]);
    // tsx keeps its compiled files
    const leftOver = readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
    return { output, errors, code: code as number | null, leftOver };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('every turn, task, tool and hand-over is linked to its causes', async () => {
  const { output, errors, code, leftOver } = await runSample();
  expect(errors).toBe('');
  const checks = output.split('\n').filter((line) => /^[✓✗] /.test(line));
  expect(checks.sort()).toEqual(CHECKS.map((check) => `✓ ${check}`).sort());
  expect(output).toContain('> Book the first one.\nPensão Calma is booked.\n');
  expect(output).toMatch(/─ invoke_agent guide .*✗ the timetable is being updated\n/);
  expect(code).toBe(0);
  expect(leftOver).toEqual([]);
});

test('the agents fail if links are lost', async () => {
  const { output, code } = await runSample([], { OTEL_SPAN_LINK_COUNT_LIMIT: '0' });
  expect(output).toContain('✗ planner, turn 2 ← turn: planner, turn 1');
  expect(code).toBe(1);
});

test('the explorer shows one picture, from the first question to the last answer', async () => {
  const { output, code } = await runSample(['--explore', '--once']);
  // those between the traces, and one for each of the 8 messages over MCP
  expect(output).toContain('✓ the explorer shows 10 traces, joined by 22 links:');
  expect(code).toBe(0);
});
