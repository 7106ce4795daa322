/** Checks the promises of the package that is installed, with what legacy decorators alone can say. */
import { promises } from '../promises.js';
import { runChecks } from '../run-checks.js';
import { parameters } from './parameters.js';

runChecks({ ...promises, 'of parameters': parameters });
