/**
 * `npm run fuzz`: a million inputs for each reader of what strangers send, guided by the code that they reach.
 *
 * `-- traceparent` runs the targets with it in their name; `--cases=<n>` and `--seconds=<n>` bound each, `--seed=<n>`
 * tries others, `--input=<base64>` repeats one input, and `--write` keeps in the corpus what reaches something new.
 */
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus } from './engine/corpus';
import { fuzz } from './engine/fuzz';
import { type LoadedTarget, loadTarget } from './engine/load-target';
import { describeFailure, describeFuzzed } from './engine/report';
import { corpusOf, FOLDERS, targetFiles } from './engine/target-files';
import { tryTwice } from './engine/try-input';

const MILLION = 1_000_000;

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: String(MILLION) },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
    write: { type: 'boolean', default: false },
    // for the test that faults are found
    from: { type: 'string', multiple: true, default: FOLDERS },
  },
});

async function main(): Promise<void> {
  const files = targetFiles(options.from, words);
  if (files.length === 0) throw new Error(`expected a part of the name of a target, found ${words.join(', ')}`);
  for (const file of files) {
    const target = await loadTarget(file);
    if (options.input === undefined) await search(target, corpusOf(file));
    else await repeat(target, Buffer.from(options.input, 'base64url'));
  }
}

async function search(target: LoadedTarget, corpusFile: string): Promise<void> {
  const fuzzed = await fuzz(target, {
    cases: Number(options.cases),
    seconds: Number(options.seconds),
    seed: Number(options.seed),
    corpus: readCorpus(corpusFile),
    // some targets take an hour or more
    onProgress: (soFar) => console.error(describeFuzzed(target, soFar, '…')),
  });
  console.log(describeFuzzed(target, fuzzed));
  if (fuzzed.failure === undefined) {
    if (options.write) await writeCorpus(corpusFile, target, fuzzed.kept);
    return;
  }
  console.log(describeFailure(target, fuzzed.failure));
  process.exitCode = 1;
}

async function repeat(target: LoadedTarget, input: Buffer): Promise<void> {
  try {
    await tryTwice(target, input);
    console.log(`✓ ${target.name}: that input is read as promised`);
  } catch (error) {
    console.log(describeFailure(target, { input, error }));
    process.exitCode = 1;
  }
}

void main();
