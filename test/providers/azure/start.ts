import { useAzureMonitor } from '@azure/monitor-opentelemetry';
export { openTelemetry as provider } from '../program/provider.js';

useAzureMonitor({
  azureMonitorExporterOptions: {
    connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=${process.env.AGENT}/`,
    disableOfflineStorage: true,
  },
  enableLiveMetrics: false,
  samplingRatio: 1,
  tracesPerSecond: 0,
});
