/** The applications of these tests pass the compiler against each major of Nest, with our types beside Nest's. */
import { readFileSync } from 'node:fs';
import { buildOf } from './build';
import { describeOnNest } from './harness';

describeOnNest('The types', (nest) => {
  test('of our decorators and of Nest’s are compatible', () => {
    expect(readFileSync(buildOf(nest).typeErrors, 'utf8')).toBe('');
  });
});
