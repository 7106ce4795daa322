/**
 * `npm run soak`: millions of calls of all kinds on the built package, which may leave nothing behind. It takes 10
 * minutes, with `--long` an hour, with `--seconds=<n>` as many; `--only=<text>` runs the kinds with it in their name.
 */
import { parseArgs } from 'node:util';
import { configure } from 'spanlink';
import { planted } from './planted';
import { keptState } from './process-state';
import { fitLine } from './regression';
import { report } from './report';
import { soak } from './soak';
import { startTelemetry } from './telemetry';
import { violationsIn } from './violations';
import { WORKLOADS } from './workloads';

const TEN_MINUTES = 600;
const AN_HOUR = 3_600;

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      long: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      only: { type: 'string', default: '' },
      // for the test that a soak finds leaks
      plant: { type: 'string' },
    },
  });
  // failures are part of the work, and nobody reads their stacks
  process.setSourceMapsEnabled(false);
  configure({ warnings: false });
  const telemetry = startTelemetry();
  const workloads = WORKLOADS.filter(({ kind }) => kind.includes(options.only));
  if (options.plant !== undefined) workloads.push(planted(options.plant));
  const seconds = Number(options.seconds ?? (options.long ? AN_HOUR : TEN_MINUTES));
  const soaked = await soak(workloads, telemetry, seconds);
  const counted = (await telemetry.counters()).get('spanlink.links.made') ?? 0;
  const links = { onSpans: telemetry.spans.links, counted };
  const findings = { soaked, line: fitLine(soaked.heap), state: keptState(), links };
  const violations = violationsIn(findings);
  console.log(report(findings, telemetry.spans, violations));
  if (violations.length > 0) process.exitCode = 1;
}

void main();
