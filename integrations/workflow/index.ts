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
} from '../../lib/workflow/ledger.js';
export { MemoryLedger, type MemoryLedgerOptions } from './memory-ledger.js';
export { runStage } from './run-stage.js';
export { Stage, type StageDecorator } from './stage.js';
export type { RunStageOptions, StageOptions, WorkflowOptions } from './stage-options.js';
export { useLedger, type UseLedgerOptions } from '../../lib/workflow/use-ledger.js';
export { Workflow, type WorkflowDecorator } from './workflow.js';
export { historyOf, type PastAttempt, type RunHistory } from './history.js';
export { renderHistory } from './render-history.js';
export { PostgresLedger, type PostgresDatabase, type PostgresLedgerOptions } from './sql/postgres-ledger.js';
export type { LibsqlClient, SqliteDatabase, SyncSqliteDatabase, SyncSqliteStatement } from './sql/sqlite-driver.js';
export { SqliteLedger, type SqliteLedgerOptions } from './sql/sqlite-ledger.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/client.js';
export { RedisLedger, type RedisLedgerOptions } from './redis/redis-ledger.js';
