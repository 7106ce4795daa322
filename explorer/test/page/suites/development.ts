/** The page from its sources, as `npm run dev` serves it to those who work on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Started } from '../../cli/command';
import type { ExplorerFixture } from '../explorer-page';
import { SpanBuilder, toOtlp } from '../fixtures/spans';

const ROOT = join(__dirname, '..', '..', '..');

/** Nobody listens there: systems never give that port out, and its service (`compressnet`) is of the past. */
const NOBODY = 'http://127.0.0.1:2/';

const SOURCES = ['api', 'page', 'tools', 'vite.config.ts'];

export function developmentSuite(explorer: ExplorerFixture): void {
  describe('Development', () => {
    // a copy, as the tests change it; in the explorer's folder, where its packages are found
    const folder = mkdtempSync(join(ROOT, '.cache', 'development-'));
    const copy = join(folder, 'explorer');
    let started: Started;
    const servers: ChildProcess[] = [];

    beforeAll(async () => {
      cpSync(join(ROOT, '..', 'tsconfig.json'), join(folder, 'tsconfig.json'));
      for (const path of SOURCES) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
      started = await explorer.startExplorer('--token', 'secret-of-the-tests');
    }, 60_000);
    afterAll(async () => {
      for (const server of servers.filter(({ exitCode }) => exitCode === null)) {
        server.kill('SIGINT');
        await once(server, 'exit');
      }
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const dev = async (...args: string[]): Promise<{ url: string; output: string; code: number | null }> => {
      const server = spawn(process.execPath, [join(copy, 'tools', 'dev.mjs'), '--port', '0', ...args], {
        // React and Vite make another page under Jest's
        env: { ...process.env, NODE_ENV: 'development' },
      });
      servers.push(server);
      let output = '';
      for (const stream of [server.stdout, server.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      await new Promise<void>((resolve) => {
        server.stdout.on('data', () => output.includes('Ctrl-C stops it.') && resolve());
        server.once('close', () => resolve());
      });
      return { url: /reload +(\S+)/.exec(output)?.[1] ?? '', output, code: server.exitCode };
    };

    test('A changed source is on the page without a reload, beside the data of a running explorer', async () => {
      const { url, output } = await dev('--explorer', started.url);
      expect(output).toContain('Page with hot reload');
      const { page, browserErrors } = await explorer.openPage('', { url });
      await page.getByText('Waiting for the first span').waitFor();
      await page.evaluate('globalThis.wasNotReloaded = true');

      const file = join(copy, 'page', 'views', 'traces', 'welcome.tsx');
      writeFileSync(file, readFileSync(file, 'utf8').replace('Waiting for the first span', 'Changed just now'));
      await page.getByText('Changed just now').waitFor();
      expect(await page.evaluate('globalThis.wasNotReloaded')).toBe(true);
      expect(await (await fetch(new URL('views/traces/welcome.tsx', url))).text()).toContain('Changed just now');

      // to the receiver and from the live events, both through the same address
      const builder = new SpanBuilder();
      builder.root('sent while it is open', 'shop', Date.now() * 1000, 1000);
      const sent = await fetch(new URL('v1/traces', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toOtlp(builder.spans)),
      });
      expect(sent.status).toBe(200);
      await page.getByText('sent while it is open').first().waitFor();
      expect(browserErrors).toEqual([]);
    });

    test.each([
      ['nothing listens', () => NOBODY, 'nothing answers (ECONNREFUSED). Start an explorer'],
      ['the explorer wants a token', () => new URL('/', started.url).href, 'it wants its token'],
    ])('Where %s, it says what to do and ends', async (_, address, message) => {
      const { output, code } = await dev('--explorer', address());
      expect(output).toContain(message);
      expect(code).toBe(1);
    });
  });
}
