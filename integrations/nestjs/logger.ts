/** What is said to whoever runs the application, through Nest's own logger. */
import { Logger } from '@nestjs/common';

const said = new Set<string>();
/** Messages a process, so that names chosen by strangers fill no memory. */
const LIMIT = 1_000;

/** One warning, with what the error says. */
export function warn(message: string, error?: unknown): void {
  try {
    new Logger('Spanlink').warn(error === undefined ? message : `${message} (${textOf(error)})`);
  } catch {
    // a logger that throws must not reach the application
  }
}

/** The same, once a process. */
export function warnOnce(message: string): void {
  if (said.has(message) || said.size >= LIMIT) return;
  said.add(message);
  warn(message);
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that has no text';
  }
}
