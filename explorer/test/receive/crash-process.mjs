// The explorer's receivers in a process that a test kills: prints where it listens, and what is stored when told to
// `count`.
import { openReceivers } from '../../.cache/command/server/receive/open-receivers.js';
import { openStore } from '../../.cache/command/server/store/open-store.js';

const store = await openStore({ data: process.argv[2] });
const receivers = await openReceivers(store, { httpPort: 0, grpcPort: false });
process.on('message', async () => {
  const ids = async (sql) => (await store.query(sql)).map(({ id }) => id);
  process.send({
    // first, for the rest becomes more meanwhile
    backfill: store.backfill(),
    spans: await ids(`SELECT SpanId AS id FROM ${store.tables.traces} LIMIT 1 BY TraceId, SpanId`),
    indexed: await ids(`SELECT SpanId AS id FROM ${store.tables.index} FINAL WHERE Entry = 'span'`),
    effects: await ids(`SELECT OtherSpanId AS id FROM ${store.tables.index} FINAL WHERE Entry = 'effect'`),
    causes: await ids(`SELECT SpanId AS id FROM ${store.tables.index} FINAL WHERE Entry = 'cause'`),
  });
});
process.send({ http: receivers.http });
