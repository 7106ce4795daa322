/** The tables of keeping: their columns, and the rows of them. */
import { TableBlock } from './table-block.js';
import type { RowOf } from './table-block.js';

/** A fragment: the spans of a trace that came in one request, in their bytes, and what policies need of them. */
const FRAGMENT_COLUMNS = {
  Trace: 'FixedString(16)',
  /** Unique, and rising with the time of receipt. */
  Id: 'UInt64',
  Received: 'DateTime64(3)',
  Spans: 'UInt32',
  Bytes: 'UInt32',
  Start: 'UInt64',
  End: 'UInt64',
  /** The rules that the conditions are of: a number made of their text. */
  Rules: 'UInt64',
  /** A bit for each condition. */
  Met: 'Array(UInt64)',
  Randomness: 'String',
  /** 1 if a span carries a threshold. */
  Threshold: 'UInt32',
  /** An ExportTraceServiceRequest; empty if a link from elsewhere met a condition. */
  Request: 'String',
} as const;

/** A trace that is part of a kept story; of several stories, it is in several rows. */
const KEPT_COLUMNS = {
  Trace: 'FixedString(16)',
  Seed: 'FixedString(16)',
  /** `cause`, `seed` or `effect`. */
  Role: 'String',
  Hops: 'UInt32',
  /** The policies that kept the seed, one a line. */
  Policies: 'String',
  Threshold: 'String',
  Randomness: 'String',
  /** The order in which traces are forwarded. */
  Place: 'UInt64',
  Decided: 'DateTime64(3)',
} as const;

/** A fragment whose forwarding has ended. */
const SENT_COLUMNS = {
  Trace: 'FixedString(16)',
  Id: 'UInt64',
  /** `accepted`, `refused` or `expired`. */
  Outcome: 'String',
  Sent: 'DateTime64(3)',
} as const;

/** How far deciding and forwarding have come. */
const PROGRESS_COLUMNS = { Name: 'String', Value: 'UInt64', Saved: 'DateTime64(3)' } as const;

/** What one of several explorers on a server tells the one that decides. */
const ANNOUNCEMENT_COLUMNS = {
  /** An id of the process. */
  Explorer: 'FixedString(16)',
  /** Counts from 1, without gaps. */
  Seq: 'UInt64',
  /** The term in which it decides; 0 if it does not. */
  Term: 'UInt64',
  /** 1 if it stops with this. */
  IsLast: 'UInt32',
  /** The number in the ids of its fragments. */
  Process: 'UInt64',
  /** All that it received before is announced. */
  Through: 'DateTime64(3)',
  /** Ids of traces, one behind the other: those that spans came of, that are to be decided, and that links point to. */
  Traces: 'String',
  Observed: 'String',
  Linked: 'String',
  Saved: 'DateTime64(3)',
} as const;

/** What names begin with that note through when something was deleted before its time. */
export const DELETED_THROUGH = 'deleted through ';

/** The tables by their names here. */
export const KEEP_TABLES = {
  fragments: {
    name: 'spanlink_fragments',
    columns: FRAGMENT_COLUMNS,
    engine: 'MergeTree',
    order: 'Trace, Id',
    time: 'Received',
  },
  kept: {
    name: 'spanlink_kept',
    columns: KEPT_COLUMNS,
    engine: 'ReplacingMergeTree(Place)',
    order: 'Trace, Seed',
    time: 'Decided',
  },
  sent: { name: 'spanlink_sent', columns: SENT_COLUMNS, engine: 'MergeTree', order: 'Trace, Id', time: 'Sent' },
  progress: {
    name: 'spanlink_keep_progress',
    columns: PROGRESS_COLUMNS,
    engine: 'ReplacingMergeTree(Value)',
    order: 'Name',
    time: 'Saved',
  },
  announcements: {
    name: 'spanlink_announcements',
    columns: ANNOUNCEMENT_COLUMNS,
    engine: 'MergeTree',
    order: 'Explorer, Seq',
    time: 'Saved',
  },
} as const;

/** The table that the fragments of `Rows` are inserted into, and its columns in their order. */
export const FRAGMENTS = { table: KEEP_TABLES.fragments.name, columns: Object.keys(FRAGMENT_COLUMNS) } as const;

/** Creates a block to write fragments into. */
export const fragmentBlock = (): TableBlock<typeof FRAGMENT_COLUMNS> => new TableBlock(FRAGMENT_COLUMNS);

export type TableName = keyof typeof KEEP_TABLES;
export type ColumnsOf<T extends TableName> = (typeof KEEP_TABLES)[T]['columns'];

export type FragmentRow = RowOf<ColumnsOf<'fragments'>>;
export type KeptRow = RowOf<ColumnsOf<'kept'>>;
export type SentRow = RowOf<ColumnsOf<'sent'>>;
export type ProgressRow = RowOf<ColumnsOf<'progress'>>;
export type AnnouncementRow = RowOf<ColumnsOf<'announcements'>>;
