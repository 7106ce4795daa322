/** What was read from files, with the problems, and links to the first traces. */
import { useEffect, useRef, type ReactNode } from 'react';
import { describeFiles, describeProblem, type FileAnswer } from '../../api/files.js';
import { plural, shortId } from '../components/format.js';
import { Link } from '../components/link.js';
import { hrefTo } from '../data/address.js';

const FIRST_TRACES = 5;

export function FileResult({
  answers,
  onClose,
}: {
  readonly answers: readonly FileAnswer[];
  readonly onClose: () => void;
}): ReactNode {
  const result = useRef<HTMLParagraphElement>(null);
  // the button that had the focus is gone
  useEffect(() => result.current?.focus(), []);
  const traces = [...new Set(answers.flatMap((answer) => answer.traces))].slice(0, FIRST_TRACES);
  const problems = answers.flatMap((answer) => answer.problems.map((problem) => describeProblem(answer.name, problem)));
  const more = answers.reduce((sum, answer) => sum + answer.problemsTotal, 0) - problems.length;
  return (
    <>
      <p ref={result} tabIndex={-1} role="status" className="files-result">
        Read {describeFiles(answers)}.
      </p>
      {problems.length > 0 && (
        <ul className="files-list is-problems" aria-label="Problems">
          {problems.map((problem, index) => (
            <li key={index}>{problem}</li>
          ))}
          {more > 0 && <li>{plural(more, 'more problem')}, not listed.</li>}
        </ul>
      )}
      {traces.length > 0 && (
        <nav className="files-traces" aria-label="Traces of these files">
          {traces.map((trace) => (
            <Link key={trace} to={hrefTo('timeline', { trace })} className="button" onClick={onClose}>
              Trace {shortId(trace)}
            </Link>
          ))}
        </nav>
      )}
      <footer>
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </footer>
    </>
  );
}
