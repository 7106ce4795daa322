/** Tells and prints of spans after the readers of both standard streams have gone; its parent hears what it saw. */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { NodeTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan } from 'spanlink';
import { ConsoleTreeExporter } from 'spanlink/console';

const { stdout, stderr } = process;
const errors: string[] = [];
process.on('uncaughtException', ({ message }) => errors.push(message));
const exporter = new ConsoleTreeExporter() as SpanExporter;
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
configure({ debug: true });

async function work(calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) inSpan('work', () => undefined);
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}

void (async () => {
  await work(1);
  await once(process, 'message');
  for (const calls of [1, 1, 20]) await work(calls);
  const listeners = stdout.listenerCount('error') + stderr.listenerCount('error');
  stderr.write('of the application\n');
  await work(0);
  process.send?.({ errors, listeners });
  process.disconnect();
})();
