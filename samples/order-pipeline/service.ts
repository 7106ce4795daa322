/** The other processes, as `main.ts` sees them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FinishedSpan } from 'spanlink/console';
import { type SpanRecord, toSpan } from './span-record.js';

/** Starts a process, which ends with the run; one that fails aborts the run. */
export function startService(name: string, database: string, run: AbortController): ChildProcess {
  const child = fork(new URL(`./${name}.ts`, import.meta.url), [database], { signal: run.signal });
  child.on('error', (error) => run.abort(error));
  child.on('exit', (code, signal) => {
    if (code !== 0) run.abort(new Error(`${name} ended with ${code ?? signal}`));
  });
  return child;
}

/** Waits until the process has ended, and returns the spans that it recorded. */
export async function endOf(child: ChildProcess, { signal }: AbortController): Promise<FinishedSpan[]> {
  const [[message]] = await Promise.all([once(child, 'message', { signal }), once(child, 'exit', { signal })]);
  return (message as { spans: SpanRecord[] }).spans.map(toSpan);
}
