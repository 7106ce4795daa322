// An application that counts twice, and sends it to the endpoint of its environment, with the temporality it is given.
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const provider = new MeterProvider({
  resource: resourceFromAttributes({ 'service.name': 'sdk' }),
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ temporalityPreference: Number(process.argv[2]) }),
    }),
  ],
});
const meter = provider.getMeter('spanlink');
const counter = meter.createCounter('spanlink.links.dropped');
meter.createHistogram('spanlink.other').record(3);
counter.add(2, { 'spanlink.site': 'A.b' });
// a point that begins when it ends says that its start is not known, and the SDK's clock has milliseconds
for (const counted = Date.now(); Date.now() === counted;);
await provider.forceFlush();
counter.add(3, { 'spanlink.site': 'A.b' });
await provider.shutdown();
