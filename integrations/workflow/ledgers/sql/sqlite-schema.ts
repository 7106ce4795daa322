/** The tables in SQLite. Triggers count the attempts, so that an opening is one statement. */
import type { Tables } from './tables.js';

/**
 * Returns the statements that create the tables, in order. Any number of processes may run them at once, and stop
 * half-way: each statement leaves alone what exists, and the table that marks the schema as complete comes last.
 */
export function sqliteSchema({ runs, items, attempts, schema, named }: Tables): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${runs} (
      run_key TEXT PRIMARY KEY, workflow TEXT NOT NULL, run TEXT NOT NULL, sequence INTEGER NOT NULL, origin TEXT
    ) WITHOUT ROWID`,
    `CREATE TABLE IF NOT EXISTS ${items} (
      run_key TEXT NOT NULL, stage_key TEXT NOT NULL, place_key TEXT NOT NULL, attempts INTEGER NOT NULL,
      PRIMARY KEY (run_key, stage_key, place_key)
    ) WITHOUT ROWID`,
    `CREATE TABLE IF NOT EXISTS ${attempts} (
      place_key TEXT NOT NULL, attempt INTEGER NOT NULL,
      run_key TEXT NOT NULL, stage_key TEXT NOT NULL, sequence INTEGER NOT NULL,
      workflow TEXT NOT NULL, run TEXT NOT NULL, stage TEXT NOT NULL, item TEXT NOT NULL,
      status TEXT NOT NULL, process TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
      traceparent TEXT, tracestate TEXT, links TEXT, error TEXT, origin TEXT,
      PRIMARY KEY (place_key, attempt)
    )`,
    `CREATE INDEX IF NOT EXISTS ${named('by_status')} ON ${attempts} (place_key, status, attempt)`,
    `CREATE INDEX IF NOT EXISTS ${named('by_sequence')} ON ${attempts} (run_key, sequence)`,
    `CREATE INDEX IF NOT EXISTS ${named('by_time')} ON ${attempts} (started_at)`,
    `CREATE TRIGGER IF NOT EXISTS ${named('opened')} AFTER INSERT ON ${attempts} BEGIN
      INSERT INTO ${runs} (run_key, workflow, run, sequence, origin)
        VALUES (NEW.run_key, NEW.workflow, NEW.run, NEW.sequence, NEW.origin)
        ON CONFLICT (run_key) DO UPDATE SET sequence = excluded.sequence;
      INSERT INTO ${items} (run_key, stage_key, place_key, attempts)
        VALUES (NEW.run_key, NEW.stage_key, NEW.place_key, NEW.attempt)
        ON CONFLICT (run_key, stage_key, place_key) DO UPDATE SET attempts = excluded.attempts;
    END`,
    `CREATE TRIGGER IF NOT EXISTS ${named('pruned')} AFTER DELETE ON ${attempts}
    WHEN NOT EXISTS (SELECT 1 FROM ${attempts} WHERE run_key = OLD.run_key) BEGIN
      DELETE FROM ${items} WHERE run_key = OLD.run_key;
      DELETE FROM ${runs} WHERE run_key = OLD.run_key;
    END`,
    `CREATE TABLE IF NOT EXISTS ${schema} AS SELECT 1 AS version`,
  ];
}
