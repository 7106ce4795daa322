/** Files with spans, as `open` and `POST /api/files` read them. */

/** The path that a file is posted to, with its name as `name`. */
export const FILES_PATH = '/api/files';

/** The forms that spans are found in; a file may have several. */
export type FileForm = 'OTLP JSON' | 'OTLP protobuf' | 'Jaeger JSON' | 'Zipkin JSON';

/** `POST /api/files`: what was read from a file. */
export interface FileAnswer {
  readonly name: string;
  readonly forms: readonly FileForm[];
  /** The spans that were stored. */
  readonly spans: number;
  /** The first traces of them. */
  readonly traces: readonly string[];
  /** What was left out or changed: the first of it. */
  readonly problems: readonly FileProblem[];
  /** The number of all problems, those that are not listed included. */
  readonly problemsTotal: number;
}

export interface FileProblem {
  /** The line of the file, unpacked; missing in protobuf, and where the whole file is meant. */
  readonly line?: number;
  /** A sentence. */
  readonly message: string;
}

/** Returns the sentence of a problem, with the place that it is about. */
export const describeProblem = (name: string, { line, message }: FileProblem): string =>
  `${name}${line === undefined ? '' : `, line ${line}`}: ${message}`;

/** Returns what was read from files, in words. */
export function describeFiles(answers: readonly FileAnswer[]): string {
  const spans = answers.reduce((sum, answer) => sum + answer.spans, 0);
  const problems = answers.reduce((sum, answer) => sum + answer.problemsTotal, 0);
  const from = answers.length === 1 ? (answers[0]?.name ?? '') : `${answers.length} files`;
  const forms = [...new Set(answers.flatMap((answer) => answer.forms))];
  return [
    `${spans.toLocaleString('en')} ${spans === 1 ? 'span' : 'spans'} from ${from}`,
    ...(forms.length > 0 ? [` (${forms.join(', ')})`] : []),
    ...(problems > 0 ? [`; ${problems.toLocaleString('en')} ${problems === 1 ? 'problem' : 'problems'}`] : []),
  ].join('');
}
