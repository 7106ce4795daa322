// An OpenTelemetry Collector with the policies of the stories, to compare with: `OTELCOL=` names its binary. It needs
// the tail_sampling processor, the otlp receiver and the otlphttp exporter.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const STARTS_WITHIN_MS = 30_000;

/**
 * Starts a Collector that forwards what it samples.
 *
 * @param policies those of a keep file, which are the Collector's
 * @returns its address, and a function that ends it
 */
export async function startCollector(binary, { policies, decisionWait, to, folder }) {
  const port = await freePort();
  const config = join(folder, 'collector.yaml');
  writeFileSync(
    config,
    `receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
processors:
  tail_sampling:
    decision_wait: ${decisionWait}
    num_traces: 10000000
${policies.replace(/^/gm, '    ')}
exporters: { otlphttp: { endpoint: "${to}", compression: none } }
service:
  telemetry: { metrics: { level: none }, logs: { level: error } }
  pipelines: { traces: { receivers: [otlp], processors: [tail_sampling], exporters: [otlphttp] } }
`,
  );
  const child = spawn(binary, ['--config', config], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const giveUp = performance.now() + STARTS_WITHIN_MS;
  while (!(await isListening(url))) {
    if (child.exitCode !== null || performance.now() > giveUp) throw new Error(`${binary} does not listen on ${url}.`);
    await setTimeout(100);
  }
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

const isListening = (url) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
