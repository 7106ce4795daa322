/** Runs a program of the application in a process of its own, to its own end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Format } from '../fixtures/applications';
import { applicationOf } from './build';

export interface Program {
  readonly name: string;
  readonly format: Format;
  readonly args?: readonly string[];
  /** Options of Node. */
  readonly options?: readonly string[];
}

/** @returns What it printed. @throws An error if it fails, is ended as it goes on, or writes to standard error. */
export async function run<Printed>({ name, format, args = [], options = [] }: Program): Promise<Printed> {
  const folder = applicationOf(format);
  const all = ['--no-warnings', ...options, join(folder, name), ...args];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, all, {
    cwd: folder,
    env,
    timeout: 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1e8,
  });
  if (stderr !== '') throw new Error(`expected nothing on standard error, found ${stderr}`);
  return JSON.parse(stdout) as Printed;
}
