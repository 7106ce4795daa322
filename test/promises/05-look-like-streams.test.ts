/** Promise 5: builders with `pipe` and `on` are no streams: they are handed back, never run, and the span ends. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { EventEmitter, once } from 'node:events';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { Files } from './files';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => recorder.reset());
afterEach(() => expect(reports).toEqual([]));
afterAll(() => recorder.stop());

const files = new Files();

/** A builder of queries, and what is used of it. */
interface Builder extends PromiseLike<unknown> {
  where(column: string, operator: string, value: unknown): Builder;
  toString(): string;
  select(...columns: string[]): Builder;
  from(table: unknown): Builder;
  count(column: string): Builder;
  as(name: string): Builder;
  clone(): Builder;
}

interface Knex {
  (table: string): Builder;
  select(...columns: string[]): Builder;
  raw(text: string): Builder;
  ref(name: string): Builder;
  readonly schema: { createTable(name: string, build: (table: unknown) => void): Builder };
  destroy(): Promise<void>;
}

describe('knex', () => {
  const open = jest.requireActual<(options: object) => Knex>('knex');
  const connection = { host: '127.0.0.1', port: 1 };
  const knex = open({ client: 'pg', connection, log: { warn: () => undefined } });
  afterAll(() => knex.destroy());

  test.each<[string, () => object]>([
    ['a query', () => knex('orders').where('id', '>', 1)],
    ['a raw query', () => knex.raw('select 1')],
    ['a reference', () => knex.ref('orders.id')],
    ['a table to create', () => knex.schema.createTable('orders', () => undefined)],
    ['a copy', () => knex('orders').clone()],
  ])('%s is handed back, and its span ends', (_, make) => {
    const builder = make();
    const then = jest.spyOn(builder as Builder, 'then');
    expect(files.give(builder)).toBe(builder);
    expect(then).not.toHaveBeenCalled();
    expect(recorder.named('Files.give')).toHaveLength(1);
  });

  test('sub-queries are put into others, and no span is left', () => {
    for (let page = 0; page < 50; page++) {
      const query = knex.select('*').from(files.give(knex('orders').where('page', '>', page).as('sub')));
      expect(query.toString()).toContain(`"page" > ${page}`);
    }
    expect(recorder.unfinished).toEqual([]);
    expect(recorder.named('Files.give')).toHaveLength(50);
  });

  test('a query that fails leaves no span', async () => {
    await expect(Promise.resolve(files.give(knex('orders')))).rejects.toThrow();
    expect(recorder.unfinished).toEqual([]);
    expect(recorder.named('Files.give')).toHaveLength(1);
  });
});

test('a command of fluent-ffmpeg ends its span', () => {
  const ffmpeg = jest.requireActual<(input: unknown) => object>('fluent-ffmpeg');
  const command = ffmpeg(Readable.from(['video']));
  expect(files.give(command)).toBe(command);
  expect(recorder.unfinished).toEqual([]);
});

test('a request of superagent is not sent by being returned, and ends its span', async () => {
  const paths: unknown[] = [];
  const server = createServer((request, response) => void response.end(`${paths.push(request.url)}`));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const superagent = jest.requireActual<{ get(url: string): PromiseLike<{ status: number }> }>('superagent');
  const request = superagent.get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/once`);
  expect(files.give(request)).toBe(request);
  expect(recorder.unfinished).toEqual([]);
  expect((await request).status).toBe(200);
  expect(paths).toEqual(['/once']);
  server.close();
});

class Lazy extends PassThrough {
  asked = 0;
  get then(): undefined {
    this.asked++;
    return undefined;
  }
}

test('what has a then comes first, and is not asked for it', () => {
  const lazy = new Lazy();
  files.give(lazy);
  expect(lazy.asked).toBe(0);
  expect(recorder.unfinished).toEqual([]);
});

const streamMembers = { on() {}, removeListener() {}, pipe() {}, destroy() {} };

test.each<[string, () => object]>([
  ['an emitter with pipe', () => Object.assign(new EventEmitter(), { pipe: () => undefined })],
  ['one with fields of a stream’s names', () => Object.assign(new EventEmitter(), { pipe: () => 0, readable: 'yes' })],
  ['one whose state is null', () => Object.assign(new EventEmitter(), { pipe: () => 0, _readableState: null })],
  ['a proxy of a stream', () => new Proxy(new PassThrough(), {})],
  ['a plain object with the members of one', () => ({ ...streamMembers, readable: true })],
  ['a list with the members of one', () => Object.assign([], streamMembers, { readable: true })],
])('%s is no stream', (_, make) => {
  files.give(make());
  expect(recorder.unfinished).toEqual([]);
});

type Streams = Record<'PassThrough' | 'Minipass', (new () => PassThrough) | undefined>;

const make = (name: string): PassThrough => {
  const { PassThrough: ofNode, Minipass: ofNpm } = jest.requireActual<Streams>(name);
  return new ((ofNode ?? ofNpm) as new () => PassThrough)();
};

test.each(['readable-stream', 'streamx', 'minipass'])('a stream of %s is followed to its end', async (name) => {
  const stream = files.give(make(name));
  expect(recorder.unfinished).toHaveLength(1);
  stream.on('data', () => undefined);
  stream.end('a');
  await once(stream, 'end');
  expect(recorder.unfinished).toEqual([]);
});

test.each(['readable-stream', 'streamx'])('a stream of %s ends the span with its error', async (name) => {
  const stream = files.give(make(name));
  stream.on('error', () => undefined).destroy(new Error('disk'));
  await new Promise(setImmediate);
  expect(recorder.named('Files.give').map(({ status }) => status.message)).toEqual(['disk']);
});

test.each(['readable-stream', 'streamx', 'minipass'])('a stream of %s may have ended already', async (name) => {
  const stream = make(name);
  stream.on('data', () => undefined);
  stream.end('a');
  await once(stream, 'end');
  expect(files.give(stream)).toBe(stream);
  await new Promise(setImmediate);
  expect(recorder.unfinished).toEqual([]);
  expect(recorder.span('Files.give').status.code).toBe(SpanStatusCode.UNSET);
});

test('a stream of streamx that had failed already ends the span with its error', async () => {
  const stream = make('streamx');
  stream.on('error', () => undefined).destroy(new Error('disk'));
  await new Promise(setImmediate);
  files.give(stream);
  expect(recorder.span('Files.give').status.message).toBe('disk');
});

test.each(['before', 'after'])(
  'a stream of streamx may be destroyed %s the return, which is no error',
  async (when) => {
    const stream = make('streamx');
    if (when === 'before') stream.destroy();
    files.give(stream);
    stream.destroy();
    await new Promise(setImmediate);
    expect(recorder.span('Files.give').status.code).toBe(SpanStatusCode.UNSET);
  },
);

/** A stream of a module before Node 12, which tells its end in its state alone. */
const before = (state: object): object =>
  Object.assign(new EventEmitter(), { readable: false, writable: false, pipe: () => undefined, ...state });

test.each<[string, object, string | undefined]>([
  ['was read to its end', { _readableState: { endEmitted: true } }, undefined],
  ['was written', { _writableState: { finished: true } }, undefined],
  ['failed as it was read', { _readableState: { errored: new Error('disk') } }, 'disk'],
  ['failed as it was written', { _writableState: { errored: new Error('disk') } }, 'disk'],
])('a stream of an old module that %s ends its span at the return', (_what, state, message) => {
  files.give(before(state));
  expect(recorder.unfinished).toEqual([]);
  expect(recorder.span('Files.give').status.message).toBe(message);
});

test('a writable that is still to be read does not end its span when all was written', () => {
  files.give(before({ readable: true, _readableState: {}, _writableState: { finished: true } }));
  expect(recorder.unfinished).toHaveLength(1);
});

test('a stream may tell its end while it is asked to tell it', () => {
  const stream = Object.assign(new EventEmitter(), { readable: true, pipe: () => undefined, destroy: () => undefined });
  const on = stream.on.bind(stream);
  stream.on = (event, listener) => {
    on(event, listener);
    if (event === 'end') stream.emit('end');
    return stream;
  };
  files.give(stream);
  expect(recorder.named('Files.give')).toHaveLength(1);
  expect(recorder.unfinished).toEqual([]);
  expect(stream.eventNames()).toEqual([]);
});
