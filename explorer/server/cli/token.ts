/** The token, from where it is given: an option, a file, or the environment. */
import { readFileSync } from 'node:fs';
import { messageOf } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Throws a {@link UsageError}. */
export function readToken(
  given: { readonly token?: string | undefined; readonly file?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (given.token !== undefined && given.file !== undefined)
    throw new UsageError('--token and --token-file are both given: give one of them.');
  const token = given.file === undefined ? (given.token ?? env.SPANLINK_EXPLORER_TOKEN) : readFile(given.file);
  if (token !== undefined && !/^[\x21-\x7e]{8,512}$/.test(token))
    throw new UsageError(
      `${given.file === undefined ? '--token' : 'The first line of --token-file'} must be 8 to 512 letters, digits ` +
        'and signs without spaces, since it is sent in a header.',
    );
  return token;
}

/** Returns the first line of a file. */
function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw new UsageError(`--token-file must be a file with the token in its first line: ${messageOf(error)}.`);
  }
}
