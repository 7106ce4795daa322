/** The messages of the sample, as they travel from process to process. */

/** What a producer puts beside a message, for its consumer to link to. */
export type Headers = Readonly<Record<string, string>>;

/** The user's question. */
export interface Question {
  readonly id: string;
  readonly chat: string;
  readonly text: string;
}

/** A task that the planner delegates. */
export interface Task {
  readonly id: string;
  readonly chat: string;
  readonly request: string;
  /** The mailbox for the result. */
  readonly replyTo: string;
}

/** A result, or an answer. */
export interface Reply {
  readonly text: string;
}

/** A message in a mailbox. */
export interface Delivery<Body> {
  readonly id: number;
  readonly body: Body;
  readonly headers: Headers;
}
