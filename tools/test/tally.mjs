/** Runs checks and suites of Jest's, and counts what passed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const JEST = 'node_modules/jest/bin/jest.js';

/** The sum of all that was run. Close it at the end. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  #folder = mkdtempSync(join(tmpdir(), 'spanlink-test-'));
  #reports = 0;

  /** Runs a command of a package, which counts as one check. */
  check(name, command, args) {
    announce(name);
    const { status } = spawnSync('npx', ['--no-install', command, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#add(status, { passed: status === 0 ? 1 : 0 });
    return status === 0;
  }

  /** Begins a check that says little, beside what follows. Returns a function that waits for it, and prints that. */
  checkBeside(name, file, args) {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const closed = once(child, 'close');
    return async () => {
      const [status] = await closed;
      announce(name);
      process.stdout.write(said);
      this.#add(status, { passed: status === 0 ? 1 : 0 });
    };
  }

  /** Runs Jest, by default in this version of Node, and counts its tests. */
  jest(name, args, node = process.execPath) {
    announce(name);
    const report = this.#newReport();
    const { status } = spawnSync(node, [JEST, ...args, ...report.args], { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#add(status, report.read());
  }

  /** Runs parts of a suite side by side, each in a process of its own. */
  async jestParts(name, parts, args) {
    announce(`${name}, in ${parts} parts`);
    const run = async (_, index) => {
      const report = this.#newReport();
      const shard = `--shard=${index + 1}/${parts}`;
      const child = spawn(process.execPath, [JEST, ...args, shard, ...report.args], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [status] = await once(child, 'close');
      this.#add(status, report.read());
    };
    await Promise.all(Array.from({ length: parts }, run));
  }

  /** Runs a command that writes, into the file of `--report=FILE`, how much passed and failed. */
  reported(name, command, args) {
    announce(name);
    const file = this.#newFile();
    const { status } = spawnSync(command, [...args, `--report=${file}`], { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#add(status, readJson(file) ?? { failed: 1 });
  }

  /** Prints the last line, and sets the exit code. */
  sumUp() {
    console.log(`\n${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed === 0 && !(process.env.CI && this.skipped > 0) ? 0 : 1;
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #add(status, { passed = 0, failed = 0, skipped = 0 }) {
    this.passed += passed;
    this.failed += status !== 0 && failed === 0 ? 1 : failed;
    this.skipped += skipped;
  }

  #newReport() {
    const file = this.#newFile();
    return { args: ['--json', '--outputFile', file], read: () => readReport(file) };
  }

  #newFile() {
    return join(this.#folder, `${++this.#reports}.json`);
  }
}

function announce(name) {
  console.log(`\n── ${name}`);
}

/** Counts the tests in a report of Jest's. */
function readReport(file) {
  const found = readJson(file);
  if (found === undefined) return { failed: 1 };
  return {
    passed: found.numPassedTests,
    failed: found.numFailedTests + found.numRuntimeErrorTestSuites,
    skipped: found.numPendingTests + found.numTodoTests,
  };
}

/** Returns undefined if a command ended before it wrote its report. */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
