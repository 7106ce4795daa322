/** Spans that a page sends from a real browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findBinary } from '../../../tools/servers.cjs';
import { closeReceiving, receiving, stored } from './receiving.js';

const describeInBrowser = findBinary('chromium') === undefined ? describe.skip : describe;

const span = (number: number): string =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          { spans: [{ traceId: '1'.repeat(32), spanId: String(number).padStart(16, '0'), name: 'click', kind: 3 }] },
        ],
      },
    ],
  });

describeInBrowser('A page of another machine', () => {
  const shop = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>'));
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    origin = `http://shop.example:${(shop.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: findBinary('chromium') ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP shop.example 127.0.0.1'],
    });
  }, 120_000);
  afterEach(closeReceiving);
  afterAll(async () => {
    await browser.close();
    shop.close();
  });

  /** Sends a span with the headers, and returns the status, or the error that the page gets. */
  async function send(http: string, headers: Record<string, string>, body: string): Promise<string> {
    const page = await browser.newPage();
    await page.goto(origin);
    try {
      return await page.evaluate(
        ([url = '', sent = '', more = '']) =>
          fetch(url, {
            method: 'POST',
            body: sent,
            headers: { 'Content-Type': 'application/json', ...(JSON.parse(more) as Record<string, string>) },
          }).then(
            (response) => String(response.status),
            (error: unknown) => String(error),
          ),
        [`${http}/v1/traces`, body, JSON.stringify(headers)],
      );
    } finally {
      await page.close();
    }
  }

  test('sends spans with custom headers if its origin is allowed', async () => {
    const { http, store } = await receiving({ allowedOrigins: [origin], token: 'a-secret' });
    expect(await send(http, { Authorization: 'Bearer a-secret', 'X-Api-Key': '1' }, span(1))).toBe('200');
    expect(await send(http, { 'X-Api-Key': '1' }, span(2))).toBe('401');
    expect(await stored(store)).toEqual([expect.objectContaining({ SpanName: 'click', SpanKind: 'Client' })]);
  });

  test('sends beacons as it is left', async () => {
    const { http, store } = await receiving({ allowedOrigins: [origin] });
    const page = await browser.newPage();
    await page.goto(origin);
    const isQueued = await page.evaluate(
      ([url = '', sent = '']) => navigator.sendBeacon(url, new Blob([sent], { type: 'application/json' })),
      [`${http}/v1/traces`, span(3)],
    );
    expect(isQueued).toBe(true);
    let rows: unknown[] = [];
    while (rows.length === 0) rows = await stored(store);
    expect(rows).toEqual([expect.objectContaining({ SpanId: '0000000000000003' })]);
    await page.close();
  });

  test('is kept from sending if its origin is not allowed', async () => {
    const { http, store } = await receiving({ allowedOrigins: ['http://other.example'] });
    expect(await send(http, {}, span(4))).toBe('TypeError: Failed to fetch');
    expect(await stored(store)).toEqual([]);
  });
});
