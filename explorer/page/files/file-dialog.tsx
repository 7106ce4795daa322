/** The dialog in which files are chosen, read, and what was read of them is told. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog } from '../components/dialog.js';
import { plural } from '../components/format.js';
import { useAnswer } from '../data/use-answer.js';
import { FileResult } from './file-result.js';
import { useFileReading, type FileReading } from './use-file-reading.js';
import './file-dialog.css';

export interface FileDialogProps {
  /** The files that were dropped; none if they are still to be chosen. */
  readonly dropped: readonly File[];
  readonly onClose: () => void;
}

export function FileDialog({ dropped, onClose }: FileDialogProps): ReactNode {
  const [files, setFiles] = useState(dropped);
  const { reading, start, reset } = useFileReading();
  const isTemporary = useAnswer('status', {}).data?.isTemporary === true;
  const submit = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // of dropped files, only the answer is missing
    if (submit.current?.disabled === false) submit.current.focus();
  }, []);
  useEffect(() => {
    // more may be dropped on the dialog, but not while it reads others
    if (dropped.length > 0 && reset()) setFiles(dropped);
  }, [dropped, reset]);
  return (
    <Dialog title="Open files" className="files" onClose={onClose}>
      {(close) => (
        <>
          {reading.state === 'idle' && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                start(files);
              }}
            >
              <p>
                Spans as OTLP in JSON or protobuf, or as JSON of Jaeger or Zipkin; each also packed with gzip or zstd.
              </p>
              {dropped.length === 0 && (
                <label className="files-field">
                  Files
                  <input type="file" multiple onChange={({ target }) => setFiles([...(target.files ?? [])])} />
                </label>
              )}
              {files.length > 0 && <FileList files={files} />}
              <p className="soft">
                {isTemporary
                  ? 'Their spans are added to the files that are open, and are gone when this explorer stops.'
                  : 'Their spans are added to those that this explorer keeps, and cannot be taken out again. ' +
                    'To look at them apart, run “spanlink-explorer open” with the files.'}
              </p>
              <footer>
                <button ref={submit} type="submit" className="button is-main" disabled={files.length === 0}>
                  {files.length === 0 ? 'Read files' : `Read ${plural(files.length, 'file')}`}
                </button>
                <button type="button" className="button" onClick={close}>
                  Cancel
                </button>
              </footer>
            </form>
          )}
          {reading.state === 'reading' && <Progress reading={reading} total={files.length} onCancel={close} />}
          {reading.state === 'done' && <FileResult answers={reading.answers} onClose={close} />}
        </>
      )}
    </Dialog>
  );
}

function FileList({ files }: { readonly files: readonly File[] }): ReactNode {
  return (
    <ul className="files-list" aria-label="Files to read">
      {files.map((file, index) => (
        <li key={index}>
          <span>{file.name}</span> <span className="soft">{size(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}

function Progress({
  reading: { file, index, sent },
  total,
  onCancel,
}: {
  readonly reading: Extract<FileReading, { state: 'reading' }>;
  readonly total: number;
  readonly onCancel: () => void;
}): ReactNode {
  const percent = Math.floor((100 * sent) / Math.max(file.size, 1));
  return (
    <>
      <p role="status">
        Reading {file.name}
        {total > 1 && `, ${index + 1} of ${total}`}
      </p>
      <progress aria-label={`Reading ${file.name}`} max={100} value={percent} />
      <p className="soft">
        {percent} % of {size(file.size)}
      </p>
      <footer>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </footer>
    </>
  );
}

/** Returns a size in bytes: `12 KB`, `1.5 GB`. */
function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const exponent = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** exponent).toPrecision(3))} ${units[exponent]}`;
}
