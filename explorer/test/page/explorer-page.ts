/** A real browser at a real explorer. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { findBinary } from '../../../tools/servers.cjs';
import { explorer, killAll, type Started } from '../cli/command';
import { closeAll, newFolder } from '../store/folder';
import { toOtlp, type TestSpan } from './fixtures/spans';
import { buildStory, type Story } from './fixtures/story';

const root = join(__dirname, '..', '..');
/** Screenshots for people: ignored by git, kept by CI. */
export const SCREENSHOTS = join(root, '.cache', 'pictures');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 390, height: 844 };

/** Resolves once an element contains a text: what it lists arrives after its heading. */
export function waitForText(element: Locator, text: string | RegExp): Promise<void> {
  return element.filter({ hasText: text }).waitFor();
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors of scripts, refused styles, failed requests. */
  readonly browserErrors: readonly string[];
}

/** An explorer that has received the story, and a browser, both shared by all suites. */
export class ExplorerFixture {
  #browser: Browser | undefined;
  #explorer: Started | undefined;
  #contexts: BrowserContext[] = [];
  readonly story: Story = buildStory(Date.now() * 1000);

  async open(): Promise<void> {
    // beside the server that test/build.mjs compiled; React builds another page under NODE_ENV=test
    const { status, stderr } = spawnSync(
      'npx',
      [
        '--no-install',
        'vite',
        'build',
        '--logLevel',
        'error',
        '--outDir',
        join(root, '.cache', 'command', 'page'),
        '--emptyOutDir',
      ],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
    );
    if (status !== 0) throw new Error(stderr);
    mkdirSync(SCREENSHOTS, { recursive: true });
    this.#explorer = await this.startExplorer('--open-in', 'Jaeger=http://jaeger.test/trace/{traceId}');
    this.#browser = await chromium.launch({ executablePath: findBinary('chromium') ?? '', args: FLAGS });
    await this.send(this.story.spans);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await killAll();
    await closeAll();
  }

  /** Starts an explorer without spans. */
  startExplorer(...args: string[]): Promise<Started> {
    return explorer(['--data', newFolder(), '--no-open', ...args]);
  }

  get url(): string {
    return this.#explorer?.url ?? '';
  }

  /** Sends spans, and resolves once they are stored. */
  async send(spans: readonly TestSpan[]): Promise<void> {
    const response = await fetch(`${this.#explorer?.http ?? ''}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toOtlp(spans)),
    });
    if (!response.ok) throw new Error(`The explorer refused the spans: ${await response.text()}`);
  }

  /** Returns the JSON of the API at a path. */
  async fetchAnswer<T>(path: string): Promise<T> {
    return (await (await fetch(new URL(path, this.url))).json()) as T;
  }

  /** Opens the page at a query, in a browser context of its own. */
  async openPage(
    query: string = '',
    options: BrowserContextOptions & {
      readonly url?: string;
      readonly beforeLoad?: (page: Page) => Promise<unknown>;
    } = {},
  ): Promise<OpenedPage> {
    const { url = this.url, beforeLoad, ...context } = options;
    const opened = await this.#browser?.newContext({
      viewport: WIDE,
      reducedMotion: 'reduce',
      acceptDownloads: true,
      ...context,
    });
    if (opened === undefined) throw new Error('The browser is open by then.');
    this.#contexts.push(opened);
    const page = await opened.newPage();
    page.setDefaultTimeout(20_000);
    const browserErrors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && browserErrors.push(message.text()));
    page.on('pageerror', (error) => browserErrors.push(error.message));
    await beforeLoad?.(page);
    await page.goto(new URL(query, url).href);
    return { page, browserErrors };
  }

  /** Closes all pages; call it in `afterEach`. */
  async closePages(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
  }
}

/** Skips the tests if Chromium is not installed. */
export const describeInBrowser = findBinary('chromium') === undefined ? describe.skip : describe;
