// The sentences and rows of the explorer's pages that state figures.
import { rowOf } from '../tables.mjs';
import { gigabytes, one, seconds, tens, thousands, two, whole } from './formats.mjs';

/** The most of the figures whose names match. */
const mostOf = (figures, name) =>
  Math.max(...Object.entries(figures).flatMap(([what, value]) => (name.test(what) ? [value] : [])));
const ingested = (what, show, target, key) => ({
  part: 'explorer-ingest',
  say: (figures) => rowOf([what, show(figures[key]), target]),
});

export const EXPLORER = [
  {
    part: 'installed',
    say: ({ engine }) => `takes about ${tens(engine)} MB on disk, and has builds for`,
  },
  {
    part: 'explorer-simulate',
    say: ({ nodes }) =>
      `estimates the cluster for a million spans a second: ${parseInt(nodes)} nodes for a week with two replicas`,
  },
  ingested(
    'spans a second, with one link each, OTLP protobuf over HTTP to disk',
    thousands,
    '40,000',
    'spans/s, OTLP protobuf over HTTP to disk',
  ),
  ingested(
    "processor time per span, half of it the engine's",
    (value) => `${one(value)} µs`,
    '22 µs',
    'processor time a span, received, µs',
  ),
  ingested("as a share of the engine's own speed for the same rows", two, '0.5', 'ratio'),
  ingested('peak resident memory during this', (value) => `${gigabytes(value)} GB`, '', 'most resident memory, MB'),
  {
    part: 'explorer-hostile',
    say: (figures) =>
      rowOf(['peak resident memory under hostile requests', `${gigabytes(mostOf(figures, /MB$/))} GB`, '']),
  },
  {
    part: 'explorer-query',
    say: (figures) => [
      rowOf([
        'a span with all its causes and effects, among 10 million links, p95',
        `${whole(figures['reverse look-up, p95, ms'])} ms`,
        '15 ms',
      ]),
      rowOf(['a graph of 5 hops (63 traces), p95', `${whole(figures['graph of 5 hops, p95, ms'])} ms`, '60 ms']),
    ],
  },
  {
    part: 'explorer-page',
    say: (figures) => [
      rowOf([
        '10,000 spans with 1,000 links: data to picture',
        `${seconds(mostOf(figures, /traces.*: data to picture/))} s`,
        '1 s',
      ]),
      rowOf([
        'panning and zooming 10,000 spans: longest frame',
        `${whole(mostOf(figures, /traces.*longest frame/))} ms`,
        '50 ms',
      ]),
      rowOf([
        '200 services with 2,000 edges, all drawn: data to picture',
        `${seconds(figures['200 services, 2,000 edges: data to picture, ms'])} s`,
        '2 s',
      ]),
      rowOf([
        'panning 200 services: longest frame',
        `${whole(figures['200 services, 2,000 edges: pan, longest frame, ms'])} ms`,
        '50 ms',
      ]),
    ],
  },
  {
    part: 'explorer-ingest',
    say: (figures) => {
      const [bytes, index] = String(figures['bytes on disk a span, of which the index']).split(', ');
      return [
        `With \`--fsync\`, ${two(figures['ratio to without'])} of the spans are stored in the same time.`,
        `takes ${bytes} bytes before parts are merged, of which the index takes ${index}`,
      ];
    },
  },
];

export const KEEPING = [
  {
    part: 'explorer-simulate',
    say: (figures) =>
      `on top of what the spans take, ${figures['explorers that receive']} explorers that receive, ` +
      `${figures['nodes of the store, beside those of spans']} nodes with two replicas, ` +
      `${figures['disk, beside that of the spans']} of disk for fragments of small, similar spans, and ` +
      `${figures.forwarded} to the receiver. One explorer decides on ${figures['decided by one explorer']} ` +
      `from the store, ` +
      `at ${figures['deciding, processor time a span']} of processor time per span.`,
  },
  {
    part: 'explorer-keep',
    say: (figures) => [
      `it took ${whole(figures['processor time a span, µs'])} µs of processor time per span, ` +
        `${one(figures['ratio to receiving alone'])} times that of receiving alone, and handled ` +
        `${thousands(figures['spans/s, received and kept'])} spans/s where receiving alone handled ` +
        `${thousands(figures['spans/s, received alone'])}; ${whole(figures['failed stories kept whole, %'])} ` +
        `% of the ` +
        `failed stories were kept whole. The process took ${whole(figures['most resident memory, MB'])} MB of ` +
        `memory at ` +
        'most.',
      `all tables take ${figures['bytes of all tables on disk a span']} bytes per span, ` +
        `${figures['bytes of fragments on disk a span']} of them for the bytes as they were sent: a day of ` +
        `5,000 spans/s ` +
        `is ${whole((figures['bytes of all tables on disk a span'] * 5_000 * 86_400) / 1e9)} GB.`,
    ],
  },
  {
    part: 'explorer-whole',
    say: (figures) =>
      `of the failed stories, ${whole(figures['failed stories kept whole, %'])} % were kept whole, and ` +
      `${whole(figures['… by the same policies without links'])} % by the same policies without links`,
  },
  {
    part: 'explorer-held',
    say: (figures) => {
      const last = figures['the last of 10 millions: µs a span, kept'];
      const lastAlone = figures['the last of 10 millions: µs a span, received alone'];
      const first = figures['the first million: µs a span, kept'];
      const firstAlone = figures['the first million: µs a span, received alone'];
      return [
        `on its way ${one(figures['with 10 million held: s, median'])} s after \`decision_wait\` in the median, and ` +
          `${one(figures['with 10 million held: s, p99'])} s at the 99th percentile ` +
          `(${one(figures['with 1 million held: s to the first cause, median'])} and ` +
          `${one(figures['with 1 million held: s to the first cause, p99'])} s with one million held)`,
        `Keeping took ${whole(last - lastAlone)} µs per span on top of receiving in the last million, with ` +
          `the hundred ` +
          `old stories, and ${whole(first - firstAlone)} in the first.`,
      ];
    },
  },
];
