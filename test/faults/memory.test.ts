/** With 64 MB, hundreds of thousands of links, guards and runs end no process early. */
import { FORMATS } from '../fixtures/applications';
import { run } from './run';

test.each(FORMATS)('In %s, with 64 MB, every link is made, and the process ends by itself', async (format) => {
  const printed = await run({ name: 'heavy.js', format, options: ['--max-old-space-size=64'] });
  expect(printed).toMatchObject({ links: { batch: 2_000 * 128, large: 10_000 }, rejections: 0, kept: 16 });
});
