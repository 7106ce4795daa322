/** The process of a provider: it has started (see the `start.ts` of its folder), and now the scenarios run. */
import { runScenarios } from './scenarios.js';
import { provider } from './start.js';

// an agent may wait with nothing that keeps the process alive
process.channel?.ref();
void (async () => {
  const facts = await runScenarios();
  await provider.flush();
  process.send?.({ facts, refused: (globalThis as { refusedHosts?: string[] }).refusedHosts });
  process.disconnect?.();
})();
