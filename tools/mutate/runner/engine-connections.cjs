// Watches the connections to the embedded engine, which has one folder at a time in a process: one that a mutant has
// left open would fail the tests of the next mutant.
const open = new Set();
let drain = () => Promise.resolve();

const WATCHED = {
  chdb: (exported) => {
    drain = exported.drainPending;
    return exported;
  },
  'chdb/connection': (exported) => ({
    ...exported,
    createChdbConnection: (options) => {
      const connection = exported.createChdbConnection(options);
      const close = connection.close.bind(connection);
      open.add(connection);
      connection.close = async () => {
        await close();
        open.delete(connection);
      };
      return connection;
    },
  }),
};

/** Returns what an installed module exports, watched if it is the engine. */
const watched = (name, exported) => WATCHED[name]?.(exported) ?? exported;

/** Returns true if a connection is open, when all statements have ended. */
async function isEngineOpen() {
  await drain();
  return open.size > 0;
}

module.exports = { isEngineOpen, watched };
