/** Agents with a method of every kind. */
import { SpanGuard } from 'spanlink';
import { Agent, Plan, Task, Tool, Turn } from 'spanlink/agents';

export interface Question {
  readonly conversation: string;
  readonly text: string;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

@Agent({ name: 'planner', provider: 'openai', model: 'gpt-9', conversation: (of: Question) => of.conversation })
export class Planner {
  /** Called in the body of each turn. */
  during: (question: Question) => unknown = () => undefined;

  @Turn({ id: (question: Question) => question.id })
  async answer(question: Question): Promise<string> {
    await this.during(question);
    return `the answer to ${question.text}`;
  }

  @Turn()
  async *stream(question: Question): AsyncGenerator<string, string> {
    for (const word of question.text.split(' ')) {
      await this.during(question);
      yield word;
    }
    return question.text;
  }

  @Turn({ handedOverBy: 0 })
  async takeOver(question: Question): Promise<void> {
    await this.during(question);
  }

  @Plan()
  async plan(question: Question): Promise<string[]> {
    return question.text.split(' ');
  }

  @Tool({ callId: (_text: string, id?: string) => id })
  search(text: string, _id?: string): string {
    return text.toUpperCase();
  }
}

export interface Job {
  readonly id: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly conversation?: string;
  /** The number of times that it fails. */
  fails?: number;
}

@Agent('researcher')
export class Researcher {
  @Task({ delegatedBy: 0, id: (job: Job) => job.id, conversation: (job: Job) => job.conversation })
  async research(job: Job): Promise<Readonly<Record<string, string>>> {
    job.fails = (job.fails ?? 0) - 1;
    if (job.fails >= 0) throw new Error('nothing was found');
    return SpanGuard.current().carrier();
  }

  @Task()
  async help(): Promise<void> {}
}

let conversations = 0;

/** A question in a conversation that no other test has. */
export function question(change: Partial<Question> = {}): Question {
  return { conversation: `conversation ${++conversations}`, text: 'how are you', ...change };
}
