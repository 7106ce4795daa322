// The test command. `npm test` runs everything; `npm test -- PATTERN…` the tests in matching files alone, where all
// from the first dash on goes to Jest (`-t NAME`); `npm run test:watch` runs tests again as files change.
import { runAll } from './test/all.mjs';
import { runSome, watch } from './test/some.mjs';
import { Tally } from './test/tally.mjs';
import { UsageError } from './test/test-files.mjs';

const isWatching = process.argv[2] === '--watch';
const given = process.argv.slice(isWatching ? 3 : 2);
const dash = given.findIndex((argument) => argument.startsWith('-'));
const patterns = dash === -1 ? given : given.slice(0, dash);
const options = given.slice(patterns.length);

const tally = new Tally();
try {
  if (isWatching) watch(tally, patterns, options);
  else if (patterns.length > 0) runSome(tally, patterns, options);
  else if (options.length > 0) throw new UsageError(`expected patterns of test files before ${options[0]}`);
  else await runAll(tally);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  tally.failed++;
} finally {
  tally.close();
}
if (!isWatching) tally.sumUp();
