/** The command line: its options, its mistakes, its help. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpOn } from '../../server/cli/help';
import { readCommandLine } from '../../server/cli/options';
import { formatTable } from '../../server/cli/table';
import { QUESTIONS } from '../../api/questions';
import { VERSION } from '../../server/version';
import { closeAll, newFolder } from '../store/folder';
import manifest from '../../package.json';

afterEach(closeAll);

test('Without arguments, the command starts the explorer and opens the page', () => {
  expect(readCommandLine([])).toEqual({
    command: 'start',
    rest: [],
    explorer: {},
    opensBrowser: true,
    isTable: false,
    namesStore: false,
  });
});

test('Every option is read', () => {
  const line = readCommandLine([
    '--data',
    'd',
    '--database=x',
    '--retention',
    '7',
    '--delete-older',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
    '--otlp-http-port',
    'off',
    '--otlp-grpc-port',
    '14317',
    '--token',
    '12345678',
    '--allow-origin',
    'https://Shop.example.com/',
    '--allow-origin=http://10.0.0.7:8080',
    '--no-open',
    '--open-in',
    'Jaeger=http://j/trace/{traceId}?a=b',
    '--open-in',
    'Tempo=https://t/{traceId}',
  ]);
  expect(line.opensBrowser).toBe(false);
  expect(line.explorer).toEqual({
    data: 'd',
    database: 'x',
    retention: 7,
    deletesOlder: true,
    host: '0.0.0.0',
    port: 0,
    otlpHttpPort: false,
    otlpGrpcPort: 14_317,
    token: '12345678',
    allowedOrigins: ['https://shop.example.com', 'http://10.0.0.7:8080'],
    openIn: [
      { name: 'Jaeger', template: 'http://j/trace/{traceId}?a=b' },
      { name: 'Tempo', template: 'https://t/{traceId}' },
    ],
  });
  expect(readCommandLine(['--clickhouse', 'http://u:p@h:8123', '--cluster', 'c']).explorer).toEqual({
    clickhouse: 'http://u:p@h:8123',
    cluster: 'c',
  });
});

test('The token is read from the environment, where no list of processes shows it', () => {
  expect(readCommandLine([], { SPANLINK_EXPLORER_TOKEN: 'from-there' }).explorer.token).toBe('from-there');
});

test('The token is read from the first line of a file', () => {
  const file = join(newFolder(), 'token');
  writeFileSync(file, 'from-a-file\r\n\n');
  expect(readCommandLine(['--token-file', file], { SPANLINK_EXPLORER_TOKEN: 'not-this' }).explorer.token).toBe(
    'from-a-file',
  );
  writeFileSync(file, '\n');
  expect(() => readCommandLine(['--token-file', file])).toThrow('The first line of --token-file must be 8 to 512');
});

test.each([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['--port'], "Option '--port <value>' argument missing."],
  [['--port', 'http'], '--port must be a port, a whole number from 0 to 65535, and is "http".'],
  [['--port', '65536'], '--port must be a port'],
  [['--otlp-http-port', 'no'], '--otlp-http-port must be off or a port'],
  [['--retention', '0'], '--retention must be days, a whole number from 1 to 36500, and is "0".'],
  [
    ['--clickhouse', 'localhost:8123'],
    '--clickhouse must be a URL such as http://127.0.0.1:8123, and is "localhost:8123".',
  ],
  [['--clickhouse', 'http://h', '--data', 'd'], 'give one of them'],
  [['--cluster', 'c'], 'whose URL --clickhouse gives'],
  [['--token', 'short'], '--token must be 8 to 512'],
  [['--token', 'with a space in it'], '--token must be 8 to 512'],
  [['--token', 'a-long-one', '--token-file', 'f'], 'give one of them'],
  [['--token-file', '/none'], '--token-file must be a file with the token in its first line'],
  [['--open-in', 'Jaeger=http://j/trace'], '--open-in must be a name and a URL with {traceId} in it'],
  [['--open-in', 'X=javascript:alert(1)//{traceId}'], '--open-in must be'],
  [['--allow-origin', 'shop.example.com'], '--allow-origin must be the origin of a page, such as https://shop'],
  [['--allow-origin', 'https://shop.example.com/page'], '--allow-origin must be the origin of a page'],
  [['--allow-origin', 'https://*.example.com'], '--allow-origin must be the origin of a page'],
  [['--allow-origin', 'https://a:b@shop.example.com'], '--allow-origin must be the origin of a page'],
  [['--allow-origin', 'file:///page.html'], '--allow-origin must be the origin of a page'],
  [['--allow-origin', 'null'], '--allow-origin must be the origin of a page'],
  [['--allow-origin', ''], '--allow-origin must be the origin of a page'],
  [['--data', ''], '--data is empty: give it a value, or leave it out.'],
  [['--host='], '--host is empty'],
  [['--test-span'], '--test-span is an option of doctor'],
  [['strat'], 'There is no command "strat": it is open, keep, query, export, mcp, doctor or help, or none'],
  [['doctor', 'now'], 'doctor takes options only'],
  [['mcp', 'now'], 'mcp takes options only, and was given "now".'],
])('The mistake %j is reported in one sentence', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(message);
});

test('The help names every option and every question', () => {
  const general = helpOn([]);
  for (const option of [
    'data',
    'clickhouse',
    'cluster',
    'database',
    'retention',
    'delete-older',
    'fsync',
    'host',
    'port',
    'otlp-http-port',
    'otlp-grpc-port',
    'token',
    'token-file',
    'allow-origin',
    'metrics-endpoint',
    'open-in',
    'no-open',
    'help',
    'version',
  ]) {
    expect(general).toContain(`--${option}`);
  }
  for (const [name, { parameters }] of Object.entries(QUESTIONS)) {
    expect(helpOn(['query'])).toContain(`  ${name} `);
    for (const key of Object.keys(parameters)) expect(helpOn(['query', name])).toContain(`  ${key} `);
  }
  expect(readCommandLine(['query', '--help'])).toMatchObject({ command: 'help', rest: ['query'] });
  expect(Math.max(...general.split('\n').map((line) => line.length))).toBeLessThanOrEqual(125);
});

test('Each command has a help of its own, and a question the notes of its parameters', () => {
  const texts = ['doctor', 'open', 'mcp', 'keep', 'export', 'query', 'none'].map((command) => helpOn([command]));
  expect(new Set(texts).size).toBe(7);
  const own = [
    'Checks Node',
    'whatever their names',
    'of an agent',
    'a keep file',
    'as OTLP in JSON',
    'prints the answer',
  ];
  for (const [index, words] of own.entries()) expect(texts[index]).toContain(words);
  expect(texts.at(-1)).toBe(helpOn([]));
  expect(helpOn(['query', 'none'])).toBe(helpOn(['query']));
  expect(helpOn(['query', 'graph']).split('\n')).toEqual([
    QUESTIONS.graph.summary,
    '',
    'spanlink-explorer query graph [key=value …]',
    '',
    '  trace      The trace in the centre. (required)',
    '  span       The span in the centre; without it, the whole trace is.',
    '  hops       The maximum number of links from the centre. (default 3)',
    '  direction  The direction in which links are followed. (causes, effects, both; default both)',
    ...Object.keys(QUESTIONS.graph.parameters)
      .slice(4)
      .map((key) => expect.stringMatching(new RegExp(`^  ${key.padEnd(11)}\\w`)) as string),
    '',
  ]);
  expect(helpOn(['query', 'status'])).toBe(
    `${QUESTIONS.status.summary}\n\nspanlink-explorer query status [key=value …]\n`,
  );
});

describe('keeping', () => {
  const RULES = 'num_traces: 5\npolicies: [{ name: slow, type: latency, latency: { threshold_ms: 1 } }]';
  const keeping = (...args: string[]): ReturnType<typeof readCommandLine> => {
    const file = join(newFolder(), 'keep.yaml');
    writeFileSync(file, RULES);
    return readCommandLine(['--keep', file, '--forward', 'http://collector:4318', ...args]);
  };

  test('takes the rules of a file, the receiver, and how both are used', () => {
    const { explorer, keepNotices } = keeping(
      ...['--forward-protocol', 'grpc', '--forward-compression', 'gzip', '--forward-timeout', '500'],
      ...['--forward-header', 'a=1', '--forward-header', 'b=2', '--min-free', '1.5GiB'],
    );
    expect(keepNotices).toEqual([expect.stringMatching(/^num_traces is not used/)]);
    expect(explorer.keep).toMatchObject({
      minFree: 1.5 * 1024 ** 3,
      rules: { policies: [{ name: 'slow' }] },
      endpoint: { timeout: 500 },
    });
    expect(keeping().explorer.keep).not.toHaveProperty('minFree');
  });

  test.each([
    ['0', 0],
    ['500MiB', 500 * 1024 ** 2],
    ['2 KiB', 2048],
    ['1TiB', 1024 ** 4],
  ])('reads the size %s as %d bytes', (size, bytes) => {
    expect(keeping('--min-free', size).explorer.keep?.minFree).toBe(bytes);
  });

  test.each(['', '5', '5MB', 'x5MiB', '5MiBx', '0.1234GiB'])('refuses the size %j', (size) => {
    expect(() => keeping('--min-free', size)).toThrow(
      `--min-free must be a size such as 500MiB or 2GiB, or 0 for none, and is "${size}".`,
    );
  });

  test.each([
    [['--min-free', '1GiB'], /^--min-free needs --forward with it/],
    [['--keep', 'k'], /^--keep needs --forward with it/],
    [['--forward', 'http://h'], /^--forward needs --keep with it/],
    [['--keep', `${__filename}.none`, '--forward', 'http://h'], /no such file/],
    [['keep'], /^keep needs --dry-run with the file to try\./],
    [['--dry-run', 'k'], /^--dry-run is an option of keep/],
    [['keep', '--dry-run', 'k', '--since', '0s'], /^--since must be a duration such as 30m or 24h, and is "0s"\.$/],
  ])('is refused of %j, with what is missing', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });

  test('is tried on the last day, or on what is told', () => {
    expect(readCommandLine(['keep', '--dry-run', 'k']).dryRun).toEqual({ file: 'k', since: 86_400_000 });
    expect(readCommandLine(['keep', '--dry-run', 'k', '--since', '30m']).dryRun).toEqual({
      file: 'k',
      since: 1_800_000,
    });
    expect(readCommandLine([])).not.toHaveProperty('dryRun');
  });
});

describe('metrics', () => {
  const metrics = (args: string[], env: Record<string, string> = {}): unknown =>
    readCommandLine(args, env).explorer.metrics;
  const URL = 'http://collector:4318/v1/metrics';

  test('are sent to the address of the option, or of the environment', () => {
    expect(metrics([])).toBeUndefined();
    expect(metrics([], { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '' })).toBeUndefined();
    expect(metrics(['--metrics-endpoint', URL])).toEqual({ url: URL, interval: 60_000 });
    const env = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://h/v1/metrics', OTEL_METRIC_EXPORT_INTERVAL: '100' };
    expect(metrics([], env)).toEqual({ url: 'https://h/v1/metrics', interval: 100 });
    expect(metrics(['--metrics-endpoint', URL], env)).toMatchObject({ url: URL });
  });

  test.each([
    [
      ['--metrics-endpoint', 'h:1'],
      {},
      '--metrics-endpoint must be a URL such as http://collector:4318/v1/metrics, and is "h:1".',
    ],
    [['--metrics-endpoint', ''], {}, '--metrics-endpoint must be a URL'],
    [[], { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'no url' }, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT must be a URL'],
    [
      ['--metrics-endpoint', URL],
      { OTEL_METRIC_EXPORT_INTERVAL: '99' },
      'OTEL_METRIC_EXPORT_INTERVAL must be milliseconds, 100 or more, and is "99".',
    ],
    [['--metrics-endpoint', URL], { OTEL_METRIC_EXPORT_INTERVAL: '1s' }, 'OTEL_METRIC_EXPORT_INTERVAL must be'],
  ])('of %j and %j are refused', (args, env: Record<string, string>, message) => {
    expect(() => metrics(args, env)).toThrow(message);
  });
});

const complete = { isCut: false, cutBy: [] };

test('A table shows foreign text without its control characters', () => {
  const answer = {
    runs: [{ workflow: 'a\u001b[2J\nb', run: 'r', start: 0, end: 1, attempts: 1, errors: 0 }],
    ...complete,
  };
  const [head, row, end] = formatTable('runs', answer).split('\n');
  expect(head).toMatch(/^workflow +run +start +end +attempts +errors$/);
  expect(row).toMatch(/^a\?\[2J\?b +r +1970-01-01T00:00:00.000Z/);
  expect(end).toBe('');
  expect(formatTable('runs', { runs: [], ...complete })).toBe('Nothing was found.\n');
});

test('The version is that in package.json', () => {
  expect(VERSION).toBe(manifest.version);
});
