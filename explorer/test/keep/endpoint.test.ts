/** Where spans are forwarded to: the flags, and the environment variables that OTLP's exporters have. */
import { readEndpoint } from '../../server/keep/forward/endpoint';
import type { Endpoint, ForwardOptions } from '../../server/keep/forward/endpoint';
import { isOwnAddress } from '../../server/keep/forward/own-address';

const read = (options: Partial<ForwardOptions> = {}, env: Readonly<Record<string, string>> = {}): Endpoint =>
  readEndpoint({ url: 'http://collector:4318', ...options }, env);

describe('the address', () => {
  test.each([
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://backend/otlp', 'https://backend/otlp/v1/traces'],
    ['https://backend/otlp/v1/traces', 'https://backend/otlp/v1/traces'],
    ['https://backend/api?key=1#x', 'https://backend/api/v1/traces?key=1'],
    ['http://[::1]:4318', 'http://[::1]:4318/v1/traces'],
  ])('%s is that of %s', (url, expected) => {
    expect(read({ url })).toMatchObject({ protocol: 'http/protobuf', url: { href: expected } });
  });

  test('with the port of gRPC is one of gRPC, unless the protocol is given', () => {
    expect(read({ url: 'http://collector:4317' })).toMatchObject({
      protocol: 'grpc',
      url: { pathname: '/opentelemetry.proto.collector.trace.v1.TraceService/Export' },
    });
    expect(read({ url: 'http://collector:4317', protocol: 'http/protobuf' }).protocol).toBe('http/protobuf');
    expect(read({}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).protocol).toBe('grpc');
  });

  test('may have a user and a password, which are sent as a header and shown nowhere', () => {
    const { url, headers } = read({ url: 'https://me:s%40cret@backend' });
    expect(url.href).toBe('https://backend/v1/traces');
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('me:s@cret').toString('base64')}` });
  });
});

describe('variables', () => {
  test('of traces come before those of all signals, and flags before both', () => {
    const env = {
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=secret%2C1, Tenant = a ',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'tenant=b',
    };
    expect(read({}, env)).toMatchObject({
      isCompressed: true,
      timeout: 5000,
      headers: { 'api-key': 'secret,1', tenant: 'b' },
    });
    expect(read({ compression: 'none', timeout: '1', headers: ['Tenant=c=d'] }, env)).toMatchObject({
      isCompressed: false,
      timeout: 1,
      headers: { 'api-key': 'secret,1', tenant: 'c=d' },
    });
  });

  test('that are empty are none', () => {
    expect(
      read({}, { OTEL_EXPORTER_OTLP_PROTOCOL: '', OTEL_EXPORTER_OTLP_TIMEOUT: ' ', OTEL_EXPORTER_OTLP_HEADERS: ',' }),
    ).toMatchObject({ protocol: 'http/protobuf', timeout: 10_000, headers: {}, isCompressed: false, tls: {} });
  });
});

describe('a mistake is told, and no secret with it', () => {
  test.each<[Partial<ForwardOptions>, Record<string, string>, string]>([
    [
      { url: 'collector:4318' },
      {},
      '--forward must be the URL of an OTLP receiver such as http://collector:4318, and is "collector:4318".',
    ],
    [
      { url: 'ftp://me:hunter2@host' },
      {},
      '--forward must be the URL of an OTLP receiver such as http://collector:4318, and is "ftp://…@host".',
    ],
    [
      { protocol: 'http/json' },
      {},
      '--forward-protocol must be http/protobuf or grpc, and is "http/json". ' +
        'Spans are forwarded in the bytes they were received in, which are protobuf.',
    ],
    [
      {},
      { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'kafka' },
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/protobuf or grpc, and is "kafka".',
    ],
    [
      {},
      { OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' },
      'OTEL_EXPORTER_OTLP_COMPRESSION must be none or gzip, and is "zstd".',
    ],
    [{ timeout: '10s' }, {}, '--forward-timeout must be milliseconds, a whole number from 1, and is "10s".'],
    [{ headers: ['hunter2'] }, {}, '--forward-header must be name=value, and an entry of it has no valid name.'],
    [
      {},
      { OTEL_EXPORTER_OTLP_HEADERS: 'authorization: Bearer hunter2' },
      'OTEL_EXPORTER_OTLP_HEADERS must be name=value, and an entry of it has no valid name.',
    ],
    [{ headers: ['a=hunter2\n'] }, {}, ''],
    [{ headers: ['a=hunter2\nb'] }, {}, 'The value of a in --forward-header has characters that no header has.'],
    [
      {},
      { OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%' },
      'A value in OTEL_EXPORTER_OTLP_HEADERS is not percent-encoded: write %25 for a percent sign.',
    ],
    [
      {},
      { OTEL_EXPORTER_OTLP_CERTIFICATE: '/missing/ca.pem' },
      "OTEL_EXPORTER_OTLP_CERTIFICATE could not be read: ENOENT: no such file or directory, open '/missing/ca.pem'",
    ],
    [
      { clientCertificate: __filename },
      {},
      'A client certificate needs its key, and a key its certificate: give both.',
    ],
  ])('%j with %j', (options, env, message) => {
    if (message === '') return void expect(read(options, env).headers).toEqual({ a: 'hunter2' });
    const told = ((): string => {
      try {
        read(options, env);
        return 'nothing';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(told).toBe(message);
    expect(told).not.toContain('hunter2');
  });
});

describe('the explorer itself is known', () => {
  test.each([
    ['http://127.0.0.1:4318', '127.0.0.1:4318', true],
    ['http://localhost:4318', '127.0.0.1:4318', true],
    ['http://0.0.0.0:4318', '127.0.0.1:4318', true],
    ['http://[::ffff:127.0.0.1]:4318', '127.0.0.1:4318', true],
    ['http://127.0.0.1:4318', '0.0.0.0:4318', true],
    ['http://127.9.9.9:4318', '0.0.0.0:4318', true],
    ['http://[::1]:4318', '[::]:4318', true],
    ['http://localhost', '127.0.0.1:80', true],
    ['https://localhost', '127.0.0.1:443', true],
    ['http://127.0.0.1:4319', '127.0.0.1:4318', false],
    ['http://127.0.0.2:4318', '127.0.0.1:4318', false],
    ['http://192.0.2.1:4318', '0.0.0.0:4318', false],
    ['http://there-is.no-such-host.invalid:4318', '127.0.0.1:4318', false],
  ])('%s with a receiver at %s: %s', async (url, address, expected) => {
    await expect(isOwnAddress(new URL(url), ['127.0.0.1:1', address])).resolves.toBe(expected);
  });
});
