/** The batching of requests into inserts. */
import { InsertBatcher } from '../../server/receive/insert-batcher.js';
import type { Rows } from '../../server/store/span-block.js';

const rows = (text: string): Rows => ({ spans: Buffer.from(text) });

const textOf = ({ spans }: Rows): string => Buffer.from(spans).toString();

/** An engine whose inserts end when the test decides. */
function engine(): {
  inserts: string[];
  append: (rows: Rows) => Promise<void>;
  end: (error?: Error) => void;
  next: () => Promise<void>;
} {
  const inserts: string[] = [];
  const running: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let announce = (): void => {};
  return {
    inserts,
    append: (written) => {
      inserts.push(textOf(written));
      announce();
      return new Promise((resolve, reject) => running.push({ resolve, reject }));
    },
    end: (error) => (error ? running.shift()?.reject(error) : running.shift()?.resolve()),
    next: () => new Promise((resolve) => (announce = resolve)),
  };
}

test('Requests that arrive during an insert share the next one', async () => {
  const { inserts, append, end, next } = engine();
  const batcher = new InsertBatcher<Rows>(append, 1000);
  const first = batcher.insert(rows('a'));
  const others = Promise.all([batcher.insert(rows('b')), batcher.insert(rows('c'))]);
  const second = next();
  end();
  await first;
  await second;
  expect(inserts).toEqual(['a', 'bc']);
  end();
  await others;
});

test('A request is answered only once its own insert has ended', async () => {
  const { append, end, next } = engine();
  const batcher = new InsertBatcher<Rows>(append, 1000);
  const order: string[] = [];
  const first = batcher.insert(rows('a')).then(() => order.push('a'));
  const later = batcher.insert(rows('b')).then(() => order.push('b'));
  const second = next();
  end();
  await first;
  await second;
  expect(order).toEqual(['a']);
  end();
  await later;
  expect(order).toEqual(['a', 'b']);
});

test('An insert stays within its limit, unless a single request is larger', async () => {
  const inserts: string[] = [];
  const batcher = new InsertBatcher<Rows>((written) => Promise.resolve(void inserts.push(textOf(written))), 4);
  await Promise.all(['aa', 'bb', 'cc', 'dddddd', 'e'].map((text) => batcher.insert(rows(text))));
  expect(inserts).toEqual(['aa', 'bbcc', 'dddddd', 'e']);
});

test('If an insert of several requests fails, each is inserted alone, and only the bad ones fail', async () => {
  const inserts: string[] = [];
  const append = (written: Rows): Promise<void> => {
    const text = textOf(written);
    inserts.push(text);
    return text.includes('bad') ? Promise.reject(new Error('Code: 252. DB::Exception: bad rows')) : Promise.resolve();
  };
  const batcher = new InsertBatcher<Rows>(append, 1000);
  const results = await Promise.allSettled(['x', 'a', 'bad', 'c'].map((text) => batcher.insert(rows(text))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(inserts).toEqual(['x', 'abadc', 'a', 'bad', 'c']);
});

test('If the engine is gone, all pending requests fail at once', async () => {
  const inserts: string[] = [];
  const append = (written: Rows): Promise<void> => {
    inserts.push(textOf(written));
    return Promise.reject(new Error('connect ECONNREFUSED'));
  };
  const batcher = new InsertBatcher<Rows>(append, 1000);
  const results = await Promise.allSettled(['a', 'b', 'c'].map((text) => batcher.insert(rows(text))));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(inserts).toEqual(['a', 'bc']);
});

test('The entries of the index are batched like their spans', async () => {
  const inserts: Rows[] = [];
  const batcher = new InsertBatcher<Rows>((written) => Promise.resolve(void inserts.push(written)), 8);
  const each = ['a', 'b', 'c', 'd'].map((text) => ({
    spans: Buffer.from(text),
    entries: Buffer.from(`${text}${text}`),
  }));
  await Promise.all(each.map((one) => batcher.insert(one)));
  expect(inserts.map(({ spans, entries }) => [String(spans), String(entries)])).toEqual([
    ['a', 'aa'],
    ['bc', 'bbcc'],
    ['d', 'dd'],
  ]);
});

test('A request without rows of a kind shares an insert with those that have some', async () => {
  const inserts: Rows[] = [];
  const batcher = new InsertBatcher<Rows>((written) => Promise.resolve(void inserts.push(written)), 100);
  const entries = Buffer.from('bb');
  await Promise.all([rows('a'), { ...rows('b'), entries }, rows('c')].map((one) => batcher.insert(one)));
  expect(inserts.map((each) => [textOf(each), String(each.entries)])).toEqual([
    ['a', 'undefined'],
    ['bc', 'bb'],
  ]);
});

test('`drain` waits for pending inserts', async () => {
  const { append, end } = engine();
  const batcher = new InsertBatcher<Rows>(append, 1000);
  let isStored = false;
  const stored = batcher.insert(rows('a')).then(() => (isStored = true));
  end();
  await batcher.drain();
  expect(isStored).toBe(true);
  await stored;
  await batcher.drain();
});
