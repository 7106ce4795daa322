/**
 * The page in a real browser, at a real explorer. The suites are files of their own, and share both, as they take long
 * to start.
 */
import { ExplorerFixture, describeInBrowser } from './explorer-page';
import { looks } from './suites/looks';
import { others } from './suites/others';
import { states } from './suites/states';
import { timeline } from './suites/timeline';
import { traces } from './suites/traces';

describeInBrowser('Page', () => {
  const explorer = new ExplorerFixture();
  beforeAll(() => explorer.open(), 120_000);
  afterEach(() => explorer.closePages());
  afterAll(() => explorer.close());
  // first: the other suites add traces
  looks(explorer);
  traces(explorer);
  timeline(explorer);
  others(explorer);
  states(explorer);
});
