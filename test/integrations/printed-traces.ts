/** A provider whose traces are printed into an array, with ids that count up from 1. */
import { trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ConsoleTreeExporter, type ConsoleTreeOptions } from 'spanlink/console';

/** The printed text, with the provider that it comes from. */
export interface Printing {
  readonly provider: NodeTracerProvider;
  readonly printed: string[];
  /** All of it, without the times that differ from run to run. */
  output(): string;
}

/** Registers such a provider in the place of the one that was there. */
export function startPrinting(options: ConsoleTreeOptions = {}): Printing {
  trace.disable();
  const printed: string[] = [];
  const exporter = new ConsoleTreeExporter({ write: (text) => printed.push(text), ...options });
  const ids =
    (length: number, count = 0) =>
    (): string =>
      (++count).toString().padStart(8, '0').padEnd(length, 'f');
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    idGenerator: { generateTraceId: ids(32), generateSpanId: ids(16) },
  });
  provider.register();
  return {
    provider,
    printed,
    output: () =>
      printed
        .join('\n')
        .replaceAll(/\d+\.\d ms/g, 'n ms')
        .trimEnd(),
  };
}
