/** Warnings to whoever runs the application, through Nest's own logger. */
import { Logger } from '@nestjs/common';
import { isFirstReport } from '../../lib/global/report.js';

/**
 * Logs one warning. Never throws.
 *
 * @param error Its name and message are appended.
 */
export function warn(message: string, error?: unknown): void {
  try {
    new Logger('Spanlink').warn(error === undefined ? message : `${message} (${describeError(error)})`);
  } catch {
    // a logger that throws must not reach the application
  }
}

/** Logs one warning, once a process. Never throws. */
export function warnOnce(message: string): void {
  if (isFirstReport(message)) warn(message);
}

function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that has no text';
  }
}
