/** The aggregation over Kafka, as `npm run sample:kafka` runs it, alone and with the explorer, on the built package. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeKafka } from '../servers/server';

jest.setTimeout(150_000);

/** Runs the sample to its end. */
async function runSample(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const all = ['--import', 'tsx', 'samples/kafka-aggregation/main.ts', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, all, {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: '', ...env },
  });
  return stdout;
}

const CHECKS = [
  '✓ 200 links of a window to 100 orders and 100 payments, in order',
  '✓ each link has the topic and the offset of its message',
  '✓ the span counts 200 messages',
  '✓ the entry in the books ← triggered: the window',
];

describeKafka('The aggregation over Kafka', () => {
  test('links a window to all messages in it, in order, and what takes its total to the window', async () => {
    const output = await runSample();
    expect(output).toContain('in the books: {"cents":50000}');
    expect(output.match(/^[✓✗].*$/gm)).toEqual(CHECKS);
  });

  test('is shown by the explorer, with as many traces as its picture begins with', async () => {
    const output = await runSample(['--explore', '--once']);
    expect(output).toContain('✓ the explorer shows 50 traces, joined by 49 links');
  });

  test('fails if links are lost', async () => {
    await expect(runSample([], { OTEL_SPAN_LINK_COUNT_LIMIT: '0' })).rejects.toMatchObject({ code: 1 });
  });
});
