/**
 * The page in a real browser, at a real explorer. The suites are files of their own; they share what takes long to
 * start.
 */
import { ExplorerFixture, describeInBrowser } from './explorer-page';
import { looks } from './suites/looks';
import { others } from './suites/others';
import { states } from './suites/states';
import { timeline } from './suites/timeline';
import { traces } from './suites/traces';

describeInBrowser('the page', () => {
  const bench = new ExplorerFixture();
  beforeAll(() => bench.open(), 120_000);
  afterEach(() => bench.closePages());
  afterAll(() => bench.close());
  // first: the others add to what there is to see
  looks(bench);
  traces(bench);
  timeline(bench);
  others(bench);
  states(bench);
});
