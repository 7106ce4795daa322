/** Checks the promises of the package that is installed, in either decorator model. */
import { promises } from './promises.js';
import { runChecks } from './run-checks.js';

runChecks(promises);
