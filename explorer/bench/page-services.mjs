// The speed of the page with 200 services and 2,000 edges between them, all of which are drawn: from the data to the
// picture, which a worker arranges, and its frames while it is dragged and zoomed.
const SERVICES = 200;
const EDGES = 2_000;
const ROUNDS = 5;
const LIMITS = { drawn: 2_000, frame: 50 };

/** Services that call and cause each other, some of them far more often than others. */
export function manyServices() {
  const name = (index) => `service-${index % SERVICES}`;
  return {
    services: Array.from({ length: SERVICES }, (_, index) => ({
      name: name(index),
      spans: 1_000 + index,
      errors: index % 5,
      p50: 900,
      p95: 9_000,
    })),
    edges: Array.from({ length: EDGES }, (_, index) => ({
      from: name(index),
      to: name(index + 1 + Math.floor(index / SERVICES) * 7),
      kind: index % 3 === 0 ? 'link' : 'call',
      ...(index % 3 === 0 && { relation: 'message', gap: { p50: 10, p95: 100 } }),
      count: 1 + ((index * 7_919) % 10_007),
      errors: index % 7,
      p50: 900,
      p95: 9_000,
    })),
    since: 0,
    by: 'receipt',
    oneOf: 1,
    isCut: false,
    cutBy: [],
  };
}

/** Waits for all boxes and lines; they are on the screen a frame later. */
const watch = (edges) => {
  globalThis.drawnAt = new Promise((done) => {
    const look = () =>
      document.querySelector(`canvas[data-edges="${edges}"]`) === null
        ? requestAnimationFrame(look)
        : requestAnimationFrame(() => done(performance.now()));
    requestAnimationFrame(look);
  });
};

/** Begins to record the times of frames. */
const record = () => {
  globalThis.frameTimes = [];
  const step = (time) => {
    globalThis.frameTimes.push(time);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
};

/** The longest time between frames while the mouse drags the graph, or its wheel zooms it, until it rests again. */
async function longestFrame(page, move) {
  const { x, y, width, height } = await page.locator('.react-flow__pane').boundingBox();
  // a place without a node
  await page.mouse.move(x + width / 2, y + 3);
  if (move === 'pan') await page.mouse.down();
  await page.evaluate(() => (globalThis.frameTimes.length = 0));
  for (let index = 0; index < 60; index += 1)
    if (move === 'pan')
      await page.mouse.move(x + width / 2 + Math.sin(index / 5) * 300, y + height / 4 - Math.cos(index / 5) * 90);
    else await page.mouse.wheel(0, index < 30 ? -25 : 25);
  if (move === 'pan') await page.mouse.up();
  // the picture is drawn anew once it rests
  await page.waitForTimeout(400);
  return page.evaluate(() => {
    const times = globalThis.frameTimes.splice(0);
    return Math.max(...times.slice(1).map((at, place) => at - times[place]));
  });
}

/** Returns the measurements and their targets, in milliseconds. */
export async function measureServices(browser, address) {
  const rows = [];
  for (const [what, strongest, drawn] of [
    ['200 services, 200 strongest edges', '', 200],
    ['200 services, 2,000 edges', '&strongest=2000', EDGES],
  ]) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watch, drawn);
    await page.goto(`${address}${strongest}`);
    const ms = await page.evaluate(async () => {
      const at = await globalThis.drawnAt;
      const { responseEnd } = performance
        .getEntriesByType('resource')
        .find((entry) => entry.name.includes('/api/services'));
      return at - responseEnd;
    });
    rows.push({ what: `${what}: data to picture, ms`, value: Math.round(ms), atMost: LIMITS.drawn });
    await page.evaluate(record);
    const style = () => page.locator('.react-flow__viewport').getAttribute('style');
    for (const move of ['pan', 'zoom']) {
      let longest = Infinity;
      // what else runs on the machine only adds: the best of some rounds is the page's own
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await style();
        longest = Math.min(longest, await longestFrame(page, move));
        if (move === 'pan' && (await style()) === before) throw new Error('The graph did not move.');
      }
      rows.push({
        what: `${what}: ${move}, longest frame, ms`,
        value: Math.round(longest),
        // a zoom ends with boxes of another size, all of which are laid out again
        ...(move === 'pan' && { atMost: LIMITS.frame }),
      });
    }
    await page.close();
  }
  return rows;
}
