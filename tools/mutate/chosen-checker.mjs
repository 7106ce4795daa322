// A checker of Stryker's that takes a sample of the mutants, and of these those alone that the passes before have left.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Names a mutant, the same in every run on the same source. */
export const keyOf = (file, { location: { start, end }, mutatorName, replacement }) =>
  JSON.stringify([file, start.line, start.column, end.line, end.column, mutatorName, replacement]);

/** Where a mutant is in the order of a sample: a number from 0 to 1 that has nothing to do with what it is. */
const rankOf = (key) => createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32;

class ChosenChecker {
  async init() {
    const { sample, left } = JSON.parse(readFileSync(process.env.SPANLINK_MUTATION_CHOICE, 'utf8'));
    this.isChosen = left === undefined ? (key) => rankOf(key) < sample : (key) => left.includes(key);
  }

  /** One question for all of them. */
  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }

  check(mutants) {
    return Promise.resolve(
      Object.fromEntries(
        mutants.map((mutant) => {
          // Stryker counts lines and columns from zero here, and from one in its report
          const isChosen = this.isChosen(keyOf(relative(process.cwd(), mutant.fileName), fromOne(mutant)));
          return [mutant.id, isChosen ? { status: 'passed' } : { status: 'compileError', reason: 'not chosen' }];
        }),
      ),
    );
  }
}

const fromOne = ({ location: { start, end }, ...mutant }) => ({
  ...mutant,
  location: {
    start: { line: start.line + 1, column: start.column + 1 },
    end: { line: end.line + 1, column: end.column + 1 },
  },
});

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'chosen', ChosenChecker)];
