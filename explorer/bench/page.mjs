// The speed of the page with 10,000 spans and 1,000 links, and with 200 services and 2,000 edges between them: from the
// data to the drawing, and its frames during pans and zooms. The answers are generated here, to measure the page alone.
// `node tools/build.mjs --only=page && node bench/main.mjs --only=page`
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findBinary } from '../../tools/servers.cjs';
import { manyServices, measureServices } from './page-services.mjs';

const PAGE = fileURLToPath(new URL('../dist/page/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const SPANS = 10_000;
const LINKS = 1_000;
/** Many traces of which some are on the screen, and few that are there with all of their spans and links. */
const SHAPES = [
  { name: '100 traces', traces: 100, height: 800 },
  { name: '10 traces, all seen', traces: 10, height: 1_400 },
];
const ROUNDS = 3;
const LIMITS = { drawn: 1_000, frame: 50 };

const hex = (number, digits) => number.toString(16).padStart(digits, '0');
const traceId = (trace) => hex(trace + 1, 32);
const spanId = (trace, span) => hex(trace * SPANS + span + 1, 16);

/** Traces whose spans follow each other below their root, each linked with the ones before it. */
function graph(traces) {
  const began = 1_795_000_000_000_000;
  const each = SPANS / traces;
  const length = each * 10_000;
  const spans = [];
  const lanes = [];
  const links = [];
  for (let trace = 0; trace < traces; trace += 1) {
    const start = began + trace * length * 0.4;
    lanes.push({
      traceId: traceId(trace),
      rootSpanId: spanId(trace, 0),
      name: `work ${trace}`,
      service: `service-${trace % 8}`,
      services: [`service-${trace % 8}`],
      start,
      duration: length,
      spans: each,
      errors: 1,
      linksOut: 10,
      linksIn: 10,
      hop: trace,
      hasMore: false,
    });
    for (let span = 0; span < each; span += 1) {
      const nth = span % (each / 4);
      spans.push({
        traceId: traceId(trace),
        spanId: spanId(trace, span),
        ...(span === 0 ? {} : { parentSpanId: spanId(trace, 0) }),
        name: `step ${span}`,
        service: `service-${(trace + (span % 3)) % 8}`,
        kind: 'internal',
        status: span === 50 ? 'error' : 'unset',
        start: start + (span === 0 ? 0 : nth * 40_000),
        duration: span === 0 ? length : 36_000,
      });
    }
    for (let link = 0; link < LINKS / traces; link += 1) {
      const cause = (trace + traces - 1 - (link % 3)) % traces;
      links.push({
        cause: { traceId: traceId(cause), spanId: spanId(cause, (link * 9 + 1) % each) },
        effect: { traceId: traceId(trace), spanId: spanId(trace, (link * 7) % each) },
        relation: 'message',
        attributes: {},
      });
    }
  }
  return { center: { traceId: traceId(0) }, lanes, spans, links, missing: [], isCut: false, cutBy: [] };
}

const answers = {
  '/api/services': JSON.stringify(manyServices()),
  '/api/facets': JSON.stringify({
    services: Array.from({ length: 8 }, (_, index) => `service-${index}`),
    names: [],
    attributes: [],
  }),
  '/api/status': JSON.stringify({
    version: '0',
    storage: 'embedded',
    spans: SPANS,
    links: LINKS,
    backfill: { isDone: true, done: 0, total: 0 },
    receivers: {},
    openIn: [],
  }),
};

async function answer({ url }, response) {
  const { pathname } = new URL(url, 'http://bench');
  const body =
    answers[pathname] ??
    (pathname.startsWith('/api/')
      ? undefined
      : await readFile(join(PAGE, normalize(pathname === '/' ? 'index.html' : pathname))).catch(() => undefined));
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': TYPES[extname(pathname)] ?? (pathname === '/' ? 'text/html' : 'application/json'),
  });
  response.end(body);
}

/** The time between frames while something moves the picture each frame. */
const frames = (page, move) =>
  page.evaluate(
    ([how]) =>
      new Promise((done) => {
        const canvas = document.querySelector('canvas');
        const { width, height } = canvas.getBoundingClientRect();
        const times = [];
        const drag = (type, x, y) =>
          canvas.dispatchEvent(
            new PointerEvent(type, {
              pointerId: 1,
              button: 0,
              clientX: canvas.getBoundingClientRect().left + x,
              clientY: canvas.getBoundingClientRect().top + y,
              bubbles: true,
              isPrimary: true,
            }),
          );
        canvas.setPointerCapture = () => {};
        if (how === 'pan') drag('pointerdown', width / 2, height / 2);
        const step = (time) => {
          times.push(time);
          const index = times.length;
          if (index > 180) {
            if (how === 'pan') drag('pointerup', width / 2, height / 2);
            return done(times.slice(1).map((at, place) => at - times[place]));
          }
          const wheel = (init) =>
            canvas.dispatchEvent(
              new WheelEvent('wheel', {
                bubbles: true,
                cancelable: true,
                clientX: width / 2 + 264,
                clientY: height / 2,
                ...init,
              }),
            );
          if (how === 'pan') drag('pointermove', width / 2 - index * 2, height / 2 - index * 4);
          else if (how === 'scroll') wheel({ deltaY: index < 90 ? 60 : -60 });
          else wheel({ deltaY: index < 90 ? -12 : 12, ctrlKey: true });
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    [move],
  );

/** Waits for the drawing, which counts its bars once they are drawn; they are on the screen a frame later. */
const watch = () => {
  globalThis.drawnAt = new Promise((done) => {
    const look = () =>
      document.querySelector('canvas[data-bars]') === null
        ? requestAnimationFrame(look)
        : requestAnimationFrame(() => done(performance.now()));
    requestAnimationFrame(look);
  });
};

/** Returns the measurements and their targets, in milliseconds. */
export async function page() {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? findBinary('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const rows = [];
  for (const shape of SHAPES)
    rows.push(
      ...(await measure(
        browser,
        `http://127.0.0.1:${server.address().port}/?view=timeline&trace=${traceId(0)}`,
        shape,
      )),
    );
  rows.push(...(await measureServices(browser, `http://127.0.0.1:${server.address().port}/?view=services`)));
  await browser.close();
  server.close();
  return rows;
}

async function measure(browser, address, { name, traces, height }) {
  answers['/api/graph'] = JSON.stringify(graph(traces));
  const page = await browser.newPage({ viewport: { width: 1280, height } });
  await page.addInitScript(watch);
  await page.goto(address);
  const drawn = await page.evaluate(async () => {
    const at = await globalThis.drawnAt;
    const { responseEnd } = performance.getEntriesByType('resource').find((entry) => entry.name.includes('/api/graph'));
    return { ms: at - responseEnd, bars: Number(document.querySelector('canvas').dataset.bars) };
  });
  if (drawn.bars !== SPANS) throw new Error(`The page drew ${drawn.bars} of ${SPANS} spans.`);
  const rows = [{ what: `${name}: data to picture, ms`, value: Math.round(drawn.ms), atMost: LIMITS.drawn }];
  for (const move of ['scroll', 'zoom', 'pan']) {
    let times = [];
    // what else runs on the machine only adds: the best of some rounds is the page's own
    for (let round = 0; round < ROUNDS; round += 1) {
      const sorted = (await frames(page, move)).sort((one, other) => one - other);
      if (times.length === 0 || sorted.at(-1) < times.at(-1)) times = sorted;
    }
    rows.push({ what: `${name}: ${move}, longest frame, ms`, value: Math.round(times.at(-1)), atMost: LIMITS.frame });
  }
  await page.close();
  return rows;
}
