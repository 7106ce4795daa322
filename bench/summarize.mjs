/** Turns all results into the ratios of the report, and checks the targets. */
import { cpus } from 'node:os';
import { BENCHMARKS } from './benchmarks/index.mjs';
import { checkShops, checkSummary } from './checks.mjs';
import { median } from './measure.mjs';

/**
 * Summarizes the results of all processes.
 *
 * @param results lists of `calls`, `memory`, `messages`, `tools`, `stages`, `temporal`, `imports` and `shops`, as the
 *   processes sent them
 */
export function summarize({
  calls,
  memory,
  messages,
  tools: toolResults,
  stages: stageResults,
  temporal: added,
  imports,
  shops: shopResults,
}) {
  const find = (benchmark, state, contender, size) =>
    calls.filter(
      (one) =>
        one.benchmark === benchmark.name && one.state === state && one.contender === contender && one.size === size,
    );
  const time = (...where) => (find(...where).length === 0 ? undefined : median(find(...where).map((one) => one.time)));
  // a ratio of medians in each process, and the median of these ratios
  const ratio = (one, other) =>
    one.length === 0 ? undefined : median(one.map((each, process) => each.time / other[process].time));

  const contenders = [...new Set(calls.map(({ contender }) => contender))];
  const cases = BENCHMARKS.flatMap((benchmark) => benchmark.states.map((state) => ({ benchmark, state }))).filter(
    ({ benchmark, state }) => time(benchmark, state, 'hand-written', benchmark.sizes[0]) !== undefined,
  );
  const table = cases
    .filter(({ benchmark }) => benchmark.targets)
    .map(({ benchmark, state }) => {
      const [size] = benchmark.sizes;
      const resultsOf = (name) => find(benchmark, state, name, size);
      const byHand = resultsOf('hand-written');
      return {
        work: benchmark.name,
        state,
        time: time(benchmark, state, 'hand-written', size),
        ratios: Object.fromEntries(contenders.map((name) => [name, ratio(resultsOf(name), byHand)])),
        target: benchmark.targets[state],
        ofNestjsOtel: ratio(resultsOf('spanlink'), resultsOf('nestjs-otel')),
        ofSdk: ratio(resultsOf('spanlink'), resultsOf('SDK alone')),
        ofSdkTarget: benchmark.targetsOfSdk?.[state],
      };
    });
  const counts = cases
    .filter(({ benchmark }) => benchmark.work === 'batch' && !benchmark.targets)
    .flatMap(({ benchmark, state }) =>
      benchmark.sizes.map((size) => ({
        links: size,
        times: Object.fromEntries(contenders.map((name) => [name, time(benchmark, state, name, size)])),
        effects: Object.fromEntries(contenders.map((name) => [name, find(benchmark, state, name, size)[0]?.effect])),
      })),
    );
  const nested = cases
    .filter(({ benchmark }) => benchmark.work === 'nested')
    .map(({ benchmark, state }) => {
      const [single, depth] = benchmark.sizes;
      const perCall = (name) => {
        const all = ratio(find(benchmark, state, name, depth), find(benchmark, state, name, single));
        return all && all / depth;
      };
      return { state, depth, ratios: Object.fromEntries(contenders.map((name) => [name, perCall(name)])) };
    });
  const stages = stageResults.map(({ ledger, span, stage, bare }) => ({
    ledger,
    over: stage - span,
    bare,
    ratio: ledger === 'memory' ? undefined : (stage - span) / bare,
  }));
  const tools = summarizeTools(toolResults);
  const temporal = added.map(({ state, none, spanlink, temporal: theirs }) => ({
    state,
    own: spanlink - none,
    theirs: theirs - none,
    ratio: (spanlink - none) / (theirs - none),
  }));
  const summary = {
    contenders,
    table,
    counts,
    nested,
    memory,
    messages: summarizeMessages(messages),
    tools,
    stages,
    temporal,
    imports,
  };
  const shops = summarizeShops(shopResults);
  return {
    environment: `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`,
    ...summary,
    shops,
    checks: [...checkSummary(summary), ...checkShops(shops)],
  };
}

function summarizeMessages(results) {
  return [...new Set(results.map(({ client }) => client))].map((client) => {
    const all = results.filter((one) => one.client === client);
    return {
      client,
      time: median(all.map(({ time }) => time)),
      ratio: median(all.map(({ time, bare }) => time / bare)),
      ofExtracted: median(all.map(({ time, extracted }) => time / extracted)),
    };
  });
}

/** Medians of microseconds over all rounds of all passes; a round compares what the contenders add to no spans. */
function summarizeTools(results) {
  return [...new Set(results.map(({ transport }) => transport))].map((transport) => {
    const names = ['none', 'in the handler', 'hand-written', 'spanlink', 'hand-written, again'];
    const [none, inHandler, byHand, own, again] = names.map((name) =>
      results.filter((one) => one.transport === transport && one.contender === name).flatMap(({ samples }) => samples),
    );
    const over = (samples) => median(samples.map((sample, round) => sample - none[round]));
    const times = { none: median(none), inHandler: over(inHandler), byHand: over(byHand), own: over(own) };
    return { transport, ...times, ratio: times.own / times.byHand, spread: Math.abs(over(again) / times.byHand - 1) };
  });
}

/** Medians over all rounds of all passes; a ratio compares two contenders in one round, and is the median of these. */
function summarizeShops(results) {
  const samplesOf = (name) => results.filter(({ contender }) => contender === name).flatMap(({ samples }) => samples);
  const [own, byHand] = ['spanlink', 'hand-written'].map(samplesOf);
  const ratio = (one, other, of) => median(one.map((sample, round) => sample[of] / other[round][of]));
  return [...new Set(results.map(({ contender }) => contender))].map((contender) => {
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
