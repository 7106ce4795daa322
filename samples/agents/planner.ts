/** The planner: it answers the user, and leaves the work to others. */
import { LinkFrom, SpanGuard } from 'spanlink';
import { Agent, Plan, Turn } from 'spanlink/agents';
import type { Mailboxes } from './mailboxes.js';
import type { Delivery, Question, Reply, Task } from './messages.js';
import { planFor, type Step, summarize } from './model.js';

@Agent({ name: 'planner', conversation: ({ body }: Delivery<Question>) => body.chat })
export class Planner {
  readonly #mailboxes: Mailboxes;

  constructor(mailboxes: Mailboxes) {
    this.#mailboxes = mailboxes;
  }

  // A trace of its own, linked to the user's request and, by the ledger, to the turn before.
  @LinkFrom(0, { relation: 'caller' })
  @Turn({ id: ({ body }: Delivery<Question>) => body.id })
  async answer(question: Delivery<Question>): Promise<void> {
    const turn = SpanGuard.current();
    const { id, chat, text } = question.body;
    const steps = await this.plan(text);

    const [handOver] = steps.filter(({ isHandOver }) => isHandOver);
    if (handOver !== undefined) return this.#mailboxes.send(handOver.agent, question.body, turn.carrier());

    const replyTo = `replies to ${id}`;
    for (const { agent, request } of steps) {
      const task: Task = { id: `${id}-${agent}`, chat, request, replyTo };
      await this.#mailboxes.send(agent, task, turn.carrier());
    }

    const replies: Delivery<Reply>[] = [];
    while (replies.length < steps.length) replies.push(await this.#mailboxes.take(replyTo));
    turn.link(replies, { relation: 'tool_result' });

    const answer = await summarize(replies.map(({ body }) => body.text).toSorted());
    await this.#mailboxes.send('answers', { text: answer }, turn.carrier());
  }

  @Plan()
  async plan(text: string): Promise<readonly Step[]> {
    return planFor(text);
  }
}
