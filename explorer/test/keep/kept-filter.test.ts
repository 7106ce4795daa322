/** Searches by what becomes of traces, where nothing is held. */
import { ask } from '../query/story';
import { closeAll, openForTest } from '../store/folder';

afterEach(closeAll);

test('A search by what is kept is refused where nothing is held', async () => {
  const store = await openForTest();
  await expect(ask(store, 'search', 'kept=kept')).rejects.toThrow('started without --keep');
  await expect(ask(store, 'search', 'policy=errors')).rejects.toThrow('started without --keep');
});
