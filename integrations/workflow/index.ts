/** `spanlink/workflow`: the stages of long-running processes, linked across waits, retries and crashes. */
export type {
  Attempt,
  AttemptKey,
  AttemptStatus,
  Ledger,
  LedgerOptions,
  Opened,
  Opening,
  Outcome,
  RecordedLink,
  StageKey,
  Started,
} from '../../lib/ledger/ledger.js';
export { MemoryLedger, type MemoryLedgerOptions } from './ledgers/memory/memory-ledger.js';
export { runStage } from './attempts/run-stage.js';
export { Stage, type StageDecorator } from './decorators/stage.js';
export type { RunStageOptions, StageOptions, WorkflowOptions } from './attempts/stage-options.js';
export { useLedger, type UseLedgerOptions } from '../../lib/ledger/use-ledger.js';
export { Workflow, type WorkflowDecorator } from './decorators/workflow.js';
export { historyOf, type PastAttempt, type RunHistory } from './history/history.js';
export { renderHistory } from './history/render-history.js';
export { PostgresLedger, type PostgresDatabase, type PostgresLedgerOptions } from './ledgers/sql/postgres-ledger.js';
export type {
  LibsqlClient,
  SqliteDatabase,
  SyncSqliteDatabase,
  SyncSqliteStatement,
} from './ledgers/sql/sqlite-driver.js';
export { SqliteLedger, type SqliteLedgerOptions } from './ledgers/sql/sqlite-ledger.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './ledgers/redis/client.js';
export { RedisLedger, type RedisLedgerOptions } from './ledgers/redis/redis-ledger.js';
