/** How requests share inserts. */
import { InsertBatcher } from '../../server/receive/insert-batcher.js';

const lines = (text: string): Buffer => Buffer.from(text);

/** An engine whose inserts end when the test says so. */
function engine(): {
  inserts: string[];
  append: (lines: Uint8Array) => Promise<void>;
  end: (error?: Error) => void;
  next: () => Promise<void>;
} {
  const inserts: string[] = [];
  const running: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let announce = (): void => {};
  return {
    inserts,
    append: (written) => {
      inserts.push(Buffer.from(written).toString());
      announce();
      return new Promise((resolve, reject) => running.push({ resolve, reject }));
    },
    end: (error) => (error ? running.shift()?.reject(error) : running.shift()?.resolve()),
    next: () => new Promise((resolve) => (announce = resolve)),
  };
}

test('What comes while an insert runs is one insert after it', async () => {
  const { inserts, append, end, next } = engine();
  const committer = new InsertBatcher(append, 1000);
  const first = committer.insert(lines('a'));
  const others = Promise.all([committer.insert(lines('b')), committer.insert(lines('c'))]);
  const second = next();
  end();
  await first;
  await second;
  expect(inserts).toEqual(['a', 'bc']);
  end();
  await others;
});

test('A request is answered only when its own insert has ended', async () => {
  const { append, end, next } = engine();
  const committer = new InsertBatcher(append, 1000);
  const order: string[] = [];
  const first = committer.insert(lines('a')).then(() => order.push('a'));
  const later = committer.insert(lines('b')).then(() => order.push('b'));
  const second = next();
  end();
  await first;
  await second;
  expect(order).toEqual(['a']);
  end();
  await later;
  expect(order).toEqual(['a', 'b']);
});

test('An insert takes no more than its limit, but one request that is larger', async () => {
  const inserts: string[] = [];
  const committer = new InsertBatcher((written) => Promise.resolve(void inserts.push(Buffer.from(written).toString())), 4);
  await Promise.all(['aa', 'bb', 'cc', 'dddddd', 'e'].map((text) => committer.insert(lines(text))));
  expect(inserts).toEqual(['aa', 'bbcc', 'dddddd', 'e']);
});

test('When an insert of several requests fails, each is tried alone, and only what fails is refused', async () => {
  const inserts: string[] = [];
  const append = (written: Uint8Array): Promise<void> => {
    const text = Buffer.from(written).toString();
    inserts.push(text);
    return text.includes('bad') ? Promise.reject(new Error('Code: 252. DB::Exception: bad rows')) : Promise.resolve();
  };
  const committer = new InsertBatcher(append, 1000);
  const results = await Promise.allSettled(['x', 'a', 'bad', 'c'].map((text) => committer.insert(lines(text))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(inserts).toEqual(['x', 'abadc', 'a', 'bad', 'c']);
});

test('When the engine is gone, all that wait are told at once', async () => {
  const inserts: string[] = [];
  const append = (written: Uint8Array): Promise<void> => {
    inserts.push(Buffer.from(written).toString());
    return Promise.reject(new Error('connect ECONNREFUSED'));
  };
  const committer = new InsertBatcher(append, 1000);
  const results = await Promise.allSettled(['a', 'b', 'c'].map((text) => committer.insert(lines(text))));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(inserts).toEqual(['a', 'bc']);
});

test('`drain` waits for what is under way', async () => {
  const { append, end } = engine();
  const committer = new InsertBatcher(append, 1000);
  let isStored = false;
  const stored = committer.insert(lines('a')).then(() => (isStored = true));
  end();
  await committer.drain();
  expect(isStored).toBe(true);
  await stored;
  await committer.drain();
});
