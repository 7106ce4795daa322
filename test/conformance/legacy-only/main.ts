/** Checks the promises of the package that is installed, with what legacy decorators alone can say. */
import { runChecks } from '../run-checks.js';
import { promises } from './promises.js';

runChecks(promises);
