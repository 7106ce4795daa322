/** Data folders of any name. */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAll, newFolder, openForTest } from './folder.js';
import { span } from './spans.js';

afterEach(closeAll);

const temporary = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('spanlink-incoming-'));

test.each(["it's", 'a {b,c} *', 'x?y', 'a :: b.zip', 'é 🙂', 'p%20q', '-', '\\'])(
  'Spans are stored in a data folder called %s',
  async (name) => {
    const before = temporary();
    const data = join(newFolder(), name);
    const store = await openForTest({ data });
    await store.insert([span(1, 1)]);
    await store.insert([span(1, 2)]);
    expect(await store.query(`SELECT count() AS spans FROM ${store.tables.traces}`)).toEqual([{ spans: 2 }]);
    await store.close();
    // the spooled files are deleted
    expect(existsSync(join(data, 'spanlink_incoming'))).toBe(false);
    expect(temporary()).toEqual(before);
  },
);
