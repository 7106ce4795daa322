/** Makes of all measurements the ratios that the report shows, and the targets that are checked. */
import { cpus } from 'node:os';
import { median } from './measure.mjs';
import { ROWS } from './benchmarks/index.mjs';
import {
  OF_A_BARE_CARRIER,
  OF_A_LINK,
  OF_A_SHOP_BY_HAND,
  OF_A_SINGLE_CALL,
  OF_BARE_QUERIES,
  OF_NESTJS_OTEL,
  OVER_A_SPAN,
} from './targets.mjs';

/**
 * `measured`, the messages `read`, the stages `staged` and the requests `served`, as the processes sent them, one list
 * for all.
 */
export function summarize(measured, memory, read, staged, served) {
  const at = (row, state, contender, size) =>
    measured.filter(
      (one) => one.row === row.name && one.state === state && one.contender === contender && one.size === size,
    );
  const time = (...where) => (at(...where).length === 0 ? undefined : median(at(...where).map((one) => one.time)));
  // a ratio of medians in each process, and the middle one of these
  const ratio = (one, other) =>
    one.length === 0 ? undefined : median(one.map((each, process) => each.time / other[process].time));

  const contenders = [...new Set(measured.map(({ contender }) => contender))];
  const cells = ROWS.flatMap((row) => row.states.map((state) => ({ row, state }))).filter(
    ({ row, state }) => time(row, state, 'hand-written', row.sizes[0]) !== undefined,
  );
  const table = cells
    .filter(({ row }) => row.targets)
    .map(({ row, state }) => {
      const [size] = row.sizes;
      const [byHand, own, nestjsOtel] = ['hand-written', 'spanlink', 'nestjs-otel'].map((name) =>
        at(row, state, name, size),
      );
      const ratios = Object.fromEntries(contenders.map((name) => [name, ratio(at(row, state, name, size), byHand)]));
      const target = row.targets[state];
      return {
        work: row.name,
        state,
        time: time(row, state, 'hand-written', size),
        ratios,
        target,
        ofNestjsOtel: ratio(own, nestjsOtel),
      };
    });
  const counts = cells
    .filter(({ row }) => row.work === 'batch' && !row.targets)
    .flatMap(({ row, state }) =>
      row.sizes.map((size) => ({
        links: size,
        times: Object.fromEntries(contenders.map((name) => [name, time(row, state, name, size)])),
        effects: Object.fromEntries(contenders.map((name) => [name, at(row, state, name, size)[0]?.effect])),
      })),
    );
  const nested = cells
    .filter(({ row }) => row.work === 'nested')
    .map(({ row, state }) => {
      const [single, depth] = row.sizes;
      const perCall = (name) => ratio(at(row, state, name, depth), at(row, state, name, single));
      return {
        state,
        depth,
        ratios: Object.fromEntries(contenders.map((name) => [name, perCall(name) && perCall(name) / depth])),
      };
    });
  const shapes = [...new Set(read.map(({ shape }) => shape))].map((shape) => {
    const all = read.filter((one) => one.shape === shape);
    return {
      shape,
      time: median(all.map(({ time }) => time)),
      ratio: median(all.map(({ time, bare }) => time / bare)),
    };
  });
  const stages = staged.map(({ ledger, span, stage, bare }) => ({
    ledger,
    over: stage - span,
    bare,
    ratio: ledger === 'memory' ? undefined : (stage - span) / bare,
  }));
  const shops = summarizeShops(served);
  const environment = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`;
  return {
    environment,
    contenders,
    table,
    counts,
    nested,
    memory,
    shapes,
    stages,
    shops,
    checks: [...checksOf(table, counts, nested, shapes, stages), ...shopChecksOf(shops)],
  };
}

function checksOf(table, counts, nested, shapes, stages) {
  const most = (name, value, target) => ({ name, value, target, isReached: value <= target });
  const checks = table.flatMap(({ work, state, ratios, target, ofNestjsOtel }) => [
    most(`${work}, ${state}`, ratios.spanlink, target),
    most(`${work}, ${state}, of nestjs-otel`, ofNestjsOtel, OF_NESTJS_OTEL),
  ]);
  for (const { state, depth, ratios } of nested)
    checks.push(most(`${depth} nested calls of single ones, ${state}`, ratios.spanlink, OF_A_SINGLE_CALL));
  if (counts.length > 0) {
    const perLink = (size) => counts.find(({ links }) => links === size).times.spanlink / size;
    checks.push(most('a link of 100,000 of one of 1,000', perLink(100_000) / perLink(1_000), OF_A_LINK));
    const lost = counts.reduce((sum, { links, effects }) => sum + links - effects.spanlink.links, 0);
    checks.push(most('links lost', lost, 0));
  }
  for (const { shape, ratio } of shapes)
    checks.push(most(`a message of ${shape}, of a bare carrier`, ratio, OF_A_BARE_CARRIER));
  for (const { ledger, over, ratio } of stages) {
    if (ratio === undefined)
      checks.push(most(`a stage with the ${ledger} ledger over a span, µs`, over / 1_000, OVER_A_SPAN));
    else checks.push(most(`a stage with ${ledger} over a span, of its bare queries`, ratio, OF_BARE_QUERIES));
  }
  return checks;
}

/**
 * Medians over all rounds of all passes; a ratio is that of two contenders in one round, and the middle one of these.
 */
function summarizeShops(served) {
  const samplesOf = (name) => served.filter(({ contender }) => contender === name).flatMap(({ samples }) => samples);
  const [own, byHand] = ['spanlink', 'hand-written'].map(samplesOf);
  const ratio = (one, other, of) => median(one.map((sample, round) => sample[of] / other[round][of]));
  return [...new Set(served.map(({ contender }) => contender))].map((contender) => {
    const samples = samplesOf(contender);
    return {
      contender,
      throughput: median(samples.map(({ throughput }) => throughput)),
      ratio: ratio(samples, byHand, 'throughput'),
      cpuRatio: ratio(samples, byHand, 'cpu'),
      ofSpanlink: ratio(own, samples, 'throughput'),
    };
  });
}

function shopChecksOf(shops) {
  return shops
    .filter(({ contender }) => contender !== 'spanlink')
    .map(({ contender, ofSpanlink: value }) => {
      const isByHand = contender === 'hand-written';
      const target = isByHand ? OF_A_SHOP_BY_HAND : 1;
      return {
        name: `throughput of the shop, of ${contender}`,
        value,
        target,
        isReached: isByHand ? value >= target : value > target,
      };
    });
}
