/** Programs that print what the checks found. */
import { execFile } from 'node:child_process';

/** Runs Node, or another program, and returns what it prints, whether it fails or not. */
export function execute(
  cwd: string,
  args: readonly string[],
  executable = process.execPath,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  // a bound, not a measure
  const options = { cwd, timeout: 300_000, maxBuffer: 2 ** 24, env: { ...process.env, NO_COLOR: '1', ...env } };
  return new Promise((resolve, reject) =>
    execFile(executable, args, options, (error, stdout, stderr) => {
      if (error === null || /^conformance: /m.test(stdout)) resolve(stdout);
      else reject(new Error(`${stdout}\n${stderr}`.trim() || error.message));
    }),
  );
}
