/** Sends a file to the explorer, which reads its spans. */
import { FILES_PATH, type FileAnswer } from '../../api/files.js';
import { ApiError } from './api-client.js';

/**
 * Sends a file as it is.
 *
 * @param onProgress Called with the bytes that were sent: the explorer takes them as fast as it stores their spans.
 * @throws {@link ApiError} if there is no response, or none with an answer.
 */
export const uploadFile = (file: File, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<FileAnswer> =>
  new Promise((resolve, reject) => {
    // fetch does not tell how much was sent
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => {
      const body = parse(request.responseText);
      if (request.status === 200) return resolve(body as FileAnswer);
      const { error } = (body ?? {}) as { error?: string };
      reject(new ApiError(request.status, error ?? `The explorer responded with status ${request.status}.`));
    });
    request.addEventListener('error', () =>
      reject(
        new ApiError(0, 'It could not be sent: it is a folder, or was changed, or the explorer does not respond.'),
      ),
    );
    request.addEventListener('abort', () => reject(new ApiError(0, 'It was cancelled: what was sent is kept.')));
    signal.addEventListener('abort', () => request.abort());
    // relative: the page may be served under a path of its own
    request.open('POST', `.${FILES_PATH}?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.send(file);
  });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
