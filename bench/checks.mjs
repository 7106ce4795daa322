/** Compares the summary with the targets. */
import {
  EXTRACTION_RATIO,
  IMPORT_MILLISECONDS,
  LINK_COUNT_RATIO,
  MCP_RATIO,
  MEMORY_STAGE_MICROSECONDS,
  MESSAGE_RATIO,
  META_RATIO,
  NESTED_CALL_RATIO,
  NESTJS_OTEL_RATIO,
  SHOP_THROUGHPUT_RATIO,
  STAGE_RATIO,
  TEMPORAL_RATIO,
} from './targets.mjs';

/** Checks everything but the shop; the report finds a check by its name. */
export function checkSummary({ table, counts, nested, messages, tools, stages, temporal, imports }) {
  const atMost = (name, value, target) => ({ name, value, target, isReached: value <= target });
  const checks = table.flatMap(({ work, state, ratios, target, ofNestjsOtel, ofSdk, ofSdkTarget }) => [
    atMost(`${work}, ${state}`, ratios.spanlink, target),
    atMost(`${work}, ${state}, of nestjs-otel`, ofNestjsOtel, NESTJS_OTEL_RATIO),
    ...(ofSdkTarget === undefined ? [] : [atMost(`${work}, ${state}, of the SDK alone`, ofSdk, ofSdkTarget)]),
  ]);
  for (const { state, depth, ratios } of nested)
    checks.push(atMost(`one of ${depth} nested calls, of a single call, ${state}`, ratios.spanlink, NESTED_CALL_RATIO));
  if (counts.length > 0) {
    const perLink = (size) => counts.find(({ links }) => links === size).times.spanlink / size;
    checks.push(atMost('a link of 100,000, of a link of 1,000', perLink(100_000) / perLink(1_000), LINK_COUNT_RATIO));
    const lost = counts.reduce((sum, { links, effects }) => sum + links - effects.spanlink.links, 0);
    checks.push(atMost('links lost', lost, 0));
  }
  for (const { client, ratio, ofExtracted } of messages) {
    const target = client.startsWith('MCP') ? META_RATIO : MESSAGE_RATIO;
    checks.push(atMost(`a message of ${client}, of a bare carrier`, ratio, target));
    checks.push(atMost(`a message of ${client}, of the extraction of a bare carrier`, ofExtracted, EXTRACTION_RATIO));
  }
  for (const { transport, ratio, spread } of tools)
    checks.push(atMost(`traceServer over ${transport}, of spans by hand`, ratio, MCP_RATIO + spread));
  for (const { ledger, over, ratio } of stages) {
    if (ratio === undefined)
      checks.push(atMost(`a stage with the ${ledger} ledger over a span, µs`, over / 1_000, MEMORY_STAGE_MICROSECONDS));
    else checks.push(atMost(`a stage with ${ledger} over a span, of its bare queries`, ratio, STAGE_RATIO));
  }
  for (const { state, ratio } of temporal)
    checks.push(atMost(`added to a Temporal ${state}, of Temporal's own interceptors`, ratio, TEMPORAL_RATIO));
  for (const { system, times } of imports)
    checks.push(atMost(`loading spanlink, ${system}, ms`, times.spanlink, IMPORT_MILLISECONDS[system]));
  return checks;
}

/** Checks Spanlink's throughput in the shop against all other contenders. */
export function checkShops(shops) {
  return shops
    .filter(({ contender }) => contender !== 'spanlink')
    .map(({ contender, ofSpanlink: value }) => {
      const isByHand = contender === 'hand-written';
      const target = isByHand ? SHOP_THROUGHPUT_RATIO : 1;
      return {
        name: `throughput of the shop, of ${contender}`,
        value,
        target,
        isReached: isByHand ? value >= target : value > target,
      };
    });
}
