/** Sends files one after the other, and tells how far it is. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileAnswer } from '../../api/files.js';
import { uploadFile } from '../data/upload.js';

export type FileReading =
  | { readonly state: 'idle' }
  | { readonly state: 'reading'; readonly file: File; readonly index: number; readonly sent: number }
  | { readonly state: 'done'; readonly answers: readonly FileAnswer[] };

export interface FileReader {
  readonly reading: FileReading;
  readonly start: (files: readonly File[]) => void;
  /** Makes it ready for other files. Returns false if it reads some. */
  readonly reset: () => boolean;
}

/** Returns how far the files are, and a function that begins to send some. Stops when the component goes. */
export function useFileReading(): FileReader {
  const [reading, setReading] = useState<FileReading>({ state: 'idle' });
  const client = useQueryClient();
  const stop = useRef(new AbortController());
  useEffect(() => {
    // a mount after the first has no signal that is aborted already
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);

  const isReading = useRef(false);
  const reset = useCallback(() => {
    if (!isReading.current) setReading({ state: 'idle' });
    return !isReading.current;
  }, []);

  const run = async (files: readonly File[]): Promise<void> => {
    const { signal } = stop.current;
    const answers: FileAnswer[] = [];
    isReading.current = true;
    for (const [index, file] of files.entries()) {
      setReading({ state: 'reading', file, index, sent: 0 });
      const answer = await uploadFile(file, signal, (sent) =>
        setReading({ state: 'reading', file, index, sent }),
      ).catch((error: unknown) => failed(file.name, error));
      if (signal.aborted) return;
      answers.push(answer);
    }
    isReading.current = false;
    setReading({ state: 'done', answers });
    await client.invalidateQueries();
  };
  return { reading, start: (files) => void run(files), reset };
}

const failed = (name: string, error: unknown): FileAnswer => ({
  name,
  forms: [],
  spans: 0,
  traces: [],
  problems: [{ message: error instanceof Error ? error.message : String(error) }],
  problemsTotal: 1,
});
