/** A provider that its own switch has turned off: methods do what they do, and nothing is sent. */
import { findNewerNode } from '../../tools/other-nodes.cjs';
import { FORMATS } from '../fixtures/applications';
import { runOff } from './program-process';
import { PROVIDERS } from './providers';

const CASES = PROVIDERS.map((provider) => {
  const node = provider.needsNewerNode ? findNewerNode() : process.execPath;
  return { ...provider, node };
});

const run = async ({ node = '', ...provider }: (typeof CASES)[number]): Promise<Awaited<ReturnType<typeof runOff>>[]> =>
  Promise.all(FORMATS.map((format) => runOff(provider, format, node)));

for (const { isUnsampling, title } of [
  { isUnsampling: false, title: 'no selector is called, and no span is made' },
  { isUnsampling: true, title: 'its spans are unsampled, and none is sent' },
]) {
  for (const provider of CASES.filter(({ off }) => (off.isUnsampling ?? false) === isUnsampling)) {
    (provider.node === undefined ? test.skip : test)(`${provider.name}, turned off: ${title}`, async () => {
      for (const { facts, refused, spans } of await run(provider)) {
        expect(facts.isSameError).toBe(true);
        expect(new Set(facts.states)).toEqual(new Set([isUnsampling ? 'started' : 'disabled']));
        expect(facts.states).toHaveLength(3);
        expect(facts.asked > 0).toBe(isUnsampling);
        expect(refused.filter((host) => provider.asks?.includes(host) !== true)).toEqual([]);
        expect(spans).toEqual([]);
      }
    });
  }
}
