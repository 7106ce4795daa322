// How many failed stories are whole in the backend: with links, by the same policies without them, and by the tail
// sampler of a Collector, where `OTELCOL=` names its binary.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openBackend } from './backend.mjs';
import { startCollector } from './collector.mjs';
import { sendUntilTaken, startReceiver } from './start-receiver.mjs';
import { DECISION_WAIT_MS, POLICIES, RULES, storyRequests } from './stories.mjs';

const SPANS = 100_000;
/** Nothing comes any more after such a time. */
const QUIET_MS = 3 * DECISION_WAIT_MS;
const WITHOUT_LINKS = `${RULES}follow: { causes: none, effects: none }\n`;

/** Runs one after the other, and returns the shares for the report. */
export async function whole() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  const collector = process.env.OTELCOL;
  try {
    const kept = await sharesOf(byExplorer(folder, RULES));
    const withoutLinks = await sharesOf(byExplorer(folder, WITHOUT_LINKS));
    const byOther = collector && (await sharesOf(byCollector(folder, collector)));
    return [
      { what: 'failed stories kept whole, %', value: kept.whole, atLeast: 100 },
      { what: '… by the same policies without links', value: withoutLinks.whole },
      ...(byOther ? [{ what: '… by the Collector', value: byOther.whole }] : []),
      // each has it, as a policy keeps it
      { what: 'of their traces that failed, %', value: kept.failed, atLeast: 100 },
      { what: '… without links', value: withoutLinks.failed, atLeast: 100 },
      ...(byOther ? [{ what: '… by the Collector', value: byOther.failed, atLeast: 100 }] : []),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends stories to what a function starts, and returns the percentages of the failed ones that arrived. */
async function sharesOf(start) {
  const backend = await openBackend();
  const { requests, failed } = storyRequests(SPANS);
  const { url, stop } = await start(backend.url);
  const agent = new Agent({ keepAlive: true });
  try {
    for (const body of requests) await sendUntilTaken(url, agent, body);
    let [known, since] = [-1, performance.now()];
    while (performance.now() - since < QUIET_MS) {
      if (backend.bytes() !== known) [known, since] = [backend.bytes(), performance.now()];
      await setTimeout(100);
    }
  } finally {
    agent.destroy();
    await stop();
    backend.close();
  }
  const arrived = (trace) => backend.traces.has(trace);
  const percentage = (stories) => Number(((100 * stories.length) / failed.length).toFixed(1));
  return {
    whole: percentage(failed.filter((story) => story.every(arrived))),
    failed: percentage(failed.filter((story) => arrived(story.at(-1)))),
  };
}

const byExplorer = (folder, rules) => async (to) => {
  const data = mkdtempSync(join(folder, 'data-'));
  const { url, end } = await startReceiver([data, rules, to]);
  return { url, stop: end };
};

const byCollector = (folder, binary) => (to) =>
  startCollector(binary, { policies: POLICIES, decisionWait: `${DECISION_WAIT_MS / 1000}s`, to, folder });
