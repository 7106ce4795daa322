// The sentences and rows of the pages in docs/ that state figures.
import { rowOf } from '../tables.mjs';
import { one, tens } from './formats.mjs';

export const SAMPLING = [0, 1, 2].map((table) => ({
  part: 'sampling',
  say: (tables) => tables[table].map(rowOf).join('\n'),
}));

export const WORKFLOW = [
  {
    part: 'ledgers',
    say: ({ memory, SQLite, PostgreSQL, Redis }) => {
      return rowOf(['bytes an attempt, about', ...[memory, SQLite, PostgreSQL, Redis].map(tens)]);
    },
  },
  {
    part: 'ledgers',
    say: ({ SQLite, PostgreSQL, Redis }) => {
      // 100,000 a day for 30 days
      const gigabytes = (bytes) => one((bytes * 3_000_000) / 1e9);
      return (
        `are ${gigabytes(SQLite)} GB of SQLite, ${gigabytes(PostgreSQL)} GB of PostgreSQL, or ` +
        `${gigabytes(Redis)} GB of ` +
        'memory in Redis'
      );
    },
  },
];

export const START = [
  {
    part: 'installed',
    say: ({ all }) => `The explorer takes about ${tens(all)} MB on the disk, nearly all of it for`,
  },
];
