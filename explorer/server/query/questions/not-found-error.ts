/** The error of a question about something that was never received; answered as 404. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
