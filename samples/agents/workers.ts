/** The workers, each an agent with a tool of the MCP server. */
import { SpanGuard } from 'spanlink';
import { Agent, Task as DelegatedTask, Turn } from 'spanlink/agents';
import type { Mailboxes } from './mailboxes.js';
import type { Delivery, Question, Task } from './messages.js';
import { summarize } from './model.js';
import type { Tools } from './tools.js';

/** What a worker's process gives it. */
export interface Surroundings {
  readonly mailboxes: Mailboxes;
  readonly tools: Tools;
}

/** An agent with a mailbox of its name. */
export interface Worker {
  /** Does the work of a delivery; one that fails is delivered again. */
  work(delivery: Delivery<unknown>): Promise<void>;
}

// A task is linked to the turn that delegated it, and to the attempt at it that failed, by its id.
const TASK = {
  delegatedBy: 0,
  id: ({ body }: Delivery<Task>) => body.id,
  conversation: ({ body }: Delivery<Task>) => body.chat,
} as const;

@Agent('researcher')
class Researcher implements Worker {
  readonly #at: Surroundings;

  constructor(at: Surroundings) {
    this.#at = at;
  }

  @DelegatedTask(TASK)
  async work({ body }: Delivery<Task>): Promise<void> {
    const found = await this.#at.tools.search(body.request);
    // the planner's turn is linked to this span by what the reply carries
    await this.#at.mailboxes.send(body.replyTo, { text: found }, SpanGuard.current().carrier());
  }
}

@Agent('guide')
class Guide implements Worker {
  readonly #at: Surroundings;

  constructor(at: Surroundings) {
    this.#at = at;
  }

  @DelegatedTask(TASK)
  async work({ body }: Delivery<Task>): Promise<void> {
    const found = await this.#at.tools.timetable(body.request);
    await this.#at.mailboxes.send(body.replyTo, { text: found }, SpanGuard.current().carrier());
  }
}

/** It takes conversations over, and answers the user itself. */
@Agent({ name: 'clerk', conversation: ({ body }: Delivery<Question>) => body.chat })
class Clerk implements Worker {
  readonly #at: Surroundings;

  constructor(at: Surroundings) {
    this.#at = at;
  }

  @Turn({ handedOverBy: 0 })
  async work(_question: Delivery<Question>): Promise<void> {
    const booked = await this.#at.tools.book('Pensão Calma');
    await this.#at.mailboxes.send('answers', { text: await summarize([booked]) }, SpanGuard.current().carrier());
  }
}

export const WORKERS: Readonly<Record<string, new (at: Surroundings) => Worker>> = {
  researcher: Researcher,
  guide: Guide,
  clerk: Clerk,
};
