/**
 * The page in a real browser, at a real explorer. The suites are files of their own, and share both, as they take long
 * to start.
 */
import { ExplorerFixture, describeInBrowser } from './explorer-page';
import { clocksSuite } from './suites/clocks';
import { countersSuite } from './suites/counters';
import { largeServicesSuite } from './suites/large-services';
import { developmentSuite } from './suites/development';
import { filesSuite } from './suites/files';
import { agentsSuite } from './suites/agents';
import { keptSuite } from './suites/kept';
import { limitsSuite } from './suites/limits';
import { liveSuite } from './suites/live';
import { looksSuite } from './suites/looks';
import { namesSuite } from './suites/names';
import { nothingHiddenSuite } from './suites/nothing-hidden';
import { noticesSuite } from './suites/notices';
import { othersSuite } from './suites/others';
import { statesSuite } from './suites/states';
import { timelineSuite } from './suites/timeline';
import { tracesSuite } from './suites/traces';

describeInBrowser('Page', () => {
  const explorer = new ExplorerFixture();
  beforeAll(() => explorer.open(), 120_000);
  afterEach(() => explorer.closePages());
  afterAll(() => explorer.close());
  // first: the other suites add traces
  looksSuite(explorer);
  tracesSuite(explorer);
  timelineSuite(explorer);
  othersSuite(explorer);
  statesSuite(explorer);
  clocksSuite(explorer);
  namesSuite(explorer);
  limitsSuite(explorer);
  noticesSuite(explorer);
  nothingHiddenSuite(explorer);
  keptSuite(explorer);
  agentsSuite(explorer);
  countersSuite(explorer);
  liveSuite(explorer);
  largeServicesSuite(explorer);
  filesSuite(explorer);
  developmentSuite(explorer);
});
