/** The checks of all promises, with what legacy decorators alone can say. */
import { promises as inBothModels } from '../promises.js';
import type { Checks } from '../run-checks.js';
import { parameters } from './parameters.js';

export const promises: Readonly<Record<string, Checks>> = { ...inBothModels, 'of parameters': parameters };
