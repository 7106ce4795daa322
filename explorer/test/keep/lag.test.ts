/** How far keeping is behind: what waits to be decided, and to be forwarded. */
import { closeAllKeeping, ERRORS, failed, keeping, spanOf } from './keeping';

afterEach(closeAllKeeping);

test('The backend is behind for as long as something is kept that it did not get', async () => {
  let time = Date.now();
  const { send, keeper } = await keeping(`policies: [${ERRORS}]`, { now: () => time });
  await send(spanOf('failure', failed));
  await keeper.decide();
  time += 60_000;
  expect(keeper.counts().lag).toEqual({ decision: 0, forwarding: 60 });
  await keeper.forward();
  expect(keeper.counts().lag).toEqual({ decision: 0, forwarding: 0 });
});
