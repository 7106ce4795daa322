/** The tables in PostgreSQL. */
import type { Tables } from './tables.js';

/** Returns the statements that create the tables, and leave alone those that exist. */
export function postgresSchema({ runs, items, attempts, schema, named }: Tables): string {
  return `CREATE TABLE IF NOT EXISTS ${runs} (
  run_key text COLLATE "C" PRIMARY KEY, workflow text NOT NULL, run text NOT NULL,
  sequence integer NOT NULL, opened_at double precision NOT NULL, origin text
);
CREATE TABLE IF NOT EXISTS ${items} (
  run_key text COLLATE "C" NOT NULL, stage_key text COLLATE "C" NOT NULL,
  place_key text COLLATE "C" NOT NULL, attempts integer NOT NULL,
  PRIMARY KEY (run_key, stage_key, place_key)
);
CREATE TABLE IF NOT EXISTS ${attempts} (
  place_key text COLLATE "C" NOT NULL, attempt integer NOT NULL,
  run_key text COLLATE "C" NOT NULL, sequence integer NOT NULL,
  workflow text NOT NULL, run text NOT NULL, stage text NOT NULL, item text NOT NULL,
  status text COLLATE "C" NOT NULL, process text NOT NULL,
  started_at double precision NOT NULL, ended_at double precision,
  traceparent text, tracestate text, links text, error text,
  PRIMARY KEY (place_key, attempt)
);
CREATE INDEX IF NOT EXISTS ${named('by_status')} ON ${attempts} (place_key, status, attempt);
CREATE INDEX IF NOT EXISTS ${named('by_sequence')} ON ${attempts} (run_key, sequence);
CREATE INDEX IF NOT EXISTS ${named('by_time')} ON ${attempts} (started_at);
CREATE TABLE IF NOT EXISTS ${schema} AS SELECT 1 AS version;`;
}

/**
 * Returns the statement that creates the tables where they are missing: a single one, so that it happens wholly or not
 * at all, and in one process at a time. A user without the right to create tables may run it if they exist.
 */
export function postgresMigration(tables: Tables): string {
  return `DO $spanlink$ BEGIN
IF to_regclass('${tables.schema}') IS NOT NULL THEN RETURN; END IF;
PERFORM pg_advisory_xact_lock(hashtext('${tables.schema}'));
IF to_regclass('${tables.schema}') IS NOT NULL THEN RETURN; END IF;
${postgresSchema(tables)}
END $spanlink$`;
}
