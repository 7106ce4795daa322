/** Forwarding to another explorer, in a process of its own. */
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import type { ForwardOptions } from '../../server/keep/forward/endpoint';
import type { ExportResult } from '../../server/keep/forward/export-result';
import { explorer, killAll } from '../cli/command';
import { closeAll, newFolder } from '../store/folder';
import { encodeRequest, traceId } from './requests';

afterEach(async () => {
  await killAll();
  await closeAll();
});

async function exportTo(url: string, options: Partial<ForwardOptions>): Promise<ExportResult> {
  const exporter = createExporter(readEndpoint({ url, ...options }, {}));
  try {
    return await exporter.export(encodeRequest({ spans: [{ name: 'one' }, { name: 'two' }] }));
  } finally {
    exporter.close();
  }
}

test.each(['http/protobuf', 'grpc'])(
  'The explorer itself is a receiver over %s, and has the spans',
  async (protocol) => {
    const { url, http, output } = await explorer(['--data', newFolder(), '--token', 'hidden-token']);
    const grpc = /(http:\S+) OTEL_EXPORTER_OTLP_PROTOCOL=grpc/.exec(output.out)?.[1] ?? '';
    const address = protocol === 'grpc' ? grpc : http;
    expect(await exportTo(address, { protocol })).toMatchObject({ outcome: 'refused' });
    const options = { protocol, compression: 'gzip', headers: ['Authorization=Bearer hidden-token'] };
    expect(await exportTo(address, options)).toMatchObject({ outcome: 'accepted', rejectedSpans: 0 });
    const answer = await fetch(new URL(`/api/traces/${traceId('trace')}`, url), {
      headers: { authorization: 'Bearer hidden-token' },
    });
    expect(await answer.text()).toMatch(/"one".*"two"|"two".*"one"/);
  },
);
