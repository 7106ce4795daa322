// The sentences and rows of the README that state figures.
import { rowOf } from '../tables.mjs';
import { one, two, whole } from './formats.mjs';

/** The least and the most of some ratios. */
const span = (ratios, show = two) => [show(Math.min(...ratios)), show(Math.max(...ratios))];

const SDK_NAMES = { 'no SDK': 'none', unsampled: 'unsampled', recorded: 'recorded' };
const PEERS = ['nestjs-otel', 'amplication', 'opentelemetry-decorators'];

/** The rows of one work in the README's table. */
const callRows = (work, shown) => (figures) =>
  figures.table
    .filter((row) => row.work === work)
    .map(({ state, ratios }, index) =>
      rowOf([
        index === 0 ? shown : '',
        SDK_NAMES[state],
        `**${two(ratios.spanlink)}**`,
        ...PEERS.map((peer) => (ratios[peer] === undefined ? '–' : two(ratios[peer]))),
      ]),
    )
    .join('\n');

const memoryOf = ({ memory }, state, contender) => {
  const found = memory.find((row) => row.state === state && row.contender === contender);
  return whole(found.allocated);
};

export const README = [
  {
    part: 'size',
    say: ({ spanlink }) => `It is ${one(spanlink / 1000)} kB minified and gzipped, and costs less than the code`,
  },
  {
    part: 'stages',
    say: ({ stages }) => {
      const ratio = (ledger) => one(stages.find((row) => row.ledger.startsWith(ledger)).ratio);
      const inMemory = whole(stages.find(({ ledger }) => ledger === 'memory').over / 1000);
      return (
        `On top of its span, a stage takes ${ratio('Redis')} times as long as the bare queries of its ledger ` +
        `in Redis, ` +
        `${ratio('PGlite')} times in Postgres (PGlite), and ${ratio('libsql')} times in SQLite (libsql); with the ` +
        `in-memory ledger it takes ${inMemory} µs`
      );
    },
  },
  {
    part: 'sampling',
    say: ([chains]) => {
      const [parentBased, follow, , consistent] = chains;
      return (
        `Of ${follow[2]} orders that 1 % sampling begins to record, parent-based sampling alone keeps ` +
        `${parentBased[3]} whole across five queues; \`LinkedSampler\` keeps all ${follow[3]}, for ` +
        `${follow[7]} times ` +
        `the spans, or for ${consistent[7]} times in consistent mode`
      );
    },
  },
  { part: 'calls', say: callRows('sync method, one link from headers', 'sync method, one link from headers') },
  { part: 'calls', say: callRows('async method, one link from headers', 'async method, one link from headers') },
  { part: 'batches', say: callRows('128 links from 128 headers', '128 links from 128 messages') },
  { part: 'calls', say: callRows('sync method without any link', 'sync method without a link') },
  {
    part: 'nested',
    say: ({ nested }) => {
      const [, most] = span(nested.map(({ ratios }) => ratios.spanlink));
      return `Each of ${nested[0].depth} nested calls costs at most ${most} of a single call.`;
    },
  },
  {
    part: 'batches',
    say: ({ counts }) => {
      const { links, times, effects } = counts.find((row) => row.links === 10_000);
      const perLink = (contender) => two(times[contender] / links / 1000);
      return (
        `With ${whole(links)} links through one call, all ${whole(effects.spanlink.links)} are recorded, on ` +
        `${effects.spanlink.spans} spans, at ${perLink('spanlink')} µs a link; by hand, ` +
        `${effects['hand-written'].links} of them are, at ${perLink('hand-written')} µs a link.`
      );
    },
  },
  {
    part: 'memory',
    say: (figures) =>
      `recorded ${memoryOf(figures, 'recorded', 'spanlink')} (by hand ` +
      `${memoryOf(figures, 'recorded', 'hand-written')}), unsampled ${memoryOf(figures, 'unsampled', 'spanlink')} ` +
      `(${memoryOf(figures, 'unsampled', 'hand-written')}), no SDK ${memoryOf(figures, 'no SDK', 'spanlink')} ` +
      `(${memoryOf(figures, 'no SDK', 'hand-written')})`,
  },
  {
    part: 'imports',
    say: ({ imports }) => {
      const of = (name) => one(imports.find(({ system }) => system === name).times.spanlink);
      return `Importing \`spanlink\` takes ${of('CommonJS')} ms in CommonJS and ${of('ES modules')} ms as ES modules`;
    },
  },
  {
    part: 'shop',
    say: ({ shops }) => {
      const of = (contender) => two(shops.find((row) => row.contender === contender).ofSpanlink);
      return (
        `throughput was ${of('hand-written')} of hand-written spans with the same links, ${of('nestjs-otel')} of ` +
        `nestjs-otel, and ${of('amplication')} of @amplication/opentelemetry-nestjs, which makes no link there`
      );
    },
  },
  {
    part: 'messages',
    say: ({ messages }) => {
      const ratios = (name, key = 'ratio') => messages.flatMap((row) => (name.test(row.client) ? [row[key]] : []));
      const [least, most] = span(ratios(/^(?!MCP|SNS in SQS)/), one);
      const [leastOfKafka, mostOfKafka] = span(ratios(/kafka/i, 'ofExtracted'), one);
      const [leastOfMeta, mostOfMeta] = span(ratios(/^MCP/), one);
      return [
        `Extracting a link takes ${least}–${most}× as long from a client's message as from a bare \`{ ` +
          `traceparent }\`, ` +
          `and ${one(Math.max(...ratios(/^SNS in SQS/)))}× from an SNS notification inside an SQS body, which has ` +
          'to be scanned as text.',
        `messages of Kafka take ${leastOfKafka}–${mostOfKafka} of what OpenTelemetry's own ` +
          `\`propagation.extract\` does ` +
          'for the bare carrier',
        `From \`_meta\` of the Model Context Protocol it takes ${leastOfMeta}–${mostOfMeta}×`,
      ];
    },
  },
  {
    part: 'tools',
    say: ({ tools }) => {
      const [stdio, http] = ['stdio', 'HTTP'].map((transport) => tools.find((row) => row.transport === transport));
      return (
        `in processor time of the server, is ${two(stdio.ratio)} of what spans by hand of the same effect add ` +
        `over stdio, ` +
        `and ${two(http.ratio)} over streamable HTTP, where two processes with the same code differ by ` +
        `${whole(http.spread * 100)} %`
      );
    },
  },
];
