/** Collects what is told of a file: its spans, and the problems with it. */
import type { FileAnswer, FileForm, FileProblem } from '../../api/files.js';
import { UnknownNames } from '../receive/unknown-names.js';

/** The problems that are listed: a file of another kind may have one in each line. */
const MAX_PROBLEMS = 20;
const MAX_TRACES = 10;

export class FileReport {
  readonly name: string;
  /** Names of OTLP in JSON that were ignored. */
  readonly unknownNames = new UnknownNames();
  /** The bytes of the file that were read so far, packed. */
  bytes = 0;
  spans = 0;
  readonly #forms = new Set<FileForm>();
  readonly #traces = new Set<string>();
  readonly #problems: FileProblem[] = [];
  #problemsTotal = 0;
  readonly #counts = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** True while another problem would be listed. */
  get listsProblems(): boolean {
    return this.#problems.length < MAX_PROBLEMS;
  }

  addForm(form: FileForm): void {
    this.#forms.add(form);
  }

  /** @returns false once no further traces are listed */
  addTrace(traceId: string): boolean {
    if (this.#traces.size < MAX_TRACES) this.#traces.add(traceId);
    return this.#traces.size < MAX_TRACES;
  }

  /** @param line undefined if it is about the file */
  addProblem(message: string, line?: number): void {
    this.#problemsTotal += 1;
    if (this.listsProblems) this.#problems.push({ ...(line !== undefined && { line }), message });
  }

  /** Counts problems that are not listed. */
  addUnlisted(count: number): void {
    this.#problemsTotal += count;
  }

  /** Counts what is told once for the file, after its number. */
  count(message: string, count: number = 1): void {
    this.#counts.set(message, (this.#counts.get(message) ?? 0) + count);
  }

  /** Returns the answer. */
  finish(): FileAnswer {
    const names = this.unknownNames.messageIf(true);
    const counted = [...this.#counts]
      .filter(([, count]) => count > 0)
      .map(([message, count]) => `${count} ${message}.`);
    const notes = [...counted, ...(names === '' ? [] : [`${names}.`])].map((message): FileProblem => ({ message }));
    const problems = [...this.#problems.sort(byLine), ...notes];
    const problemsTotal = this.#problemsTotal + notes.length;
    if (this.spans === 0 && problemsTotal === 0) return this.#answer([{ message: 'it has no spans.' }], 1);
    return this.#answer(problems, problemsTotal);
  }

  #answer(problems: readonly FileProblem[], problemsTotal: number): FileAnswer {
    return {
      name: this.name,
      forms: [...this.#forms],
      spans: this.spans,
      traces: [...this.#traces],
      problems,
      problemsTotal,
    };
  }
}

// spans are checked as batches of them are stored, several at a time
const byLine = (one: FileProblem, other: FileProblem): number => (one.line ?? Infinity) - (other.line ?? Infinity) || 0;
