/**
 * A PGlite in a separate process, as it imports modules in a way that Jest's do not: answers `[id, text, values]`
 * over IPC.
 */
import { PGlite } from '@electric-sql/pglite';

const database = new PGlite();

process.on('message', ([id, text, values]: [number, string, unknown[]]) => {
  database.query(text, values).then(
    ({ rows }) => process.send?.([id, rows]),
    ({ message, code }: { message: string; code: unknown }) => process.send?.([id, undefined, { message, code }]),
  );
});
