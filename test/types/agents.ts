/** What decorators of agents accept, in both models: methods that wait, and options that fit their arguments. */
import { Agent, Plan, runTask, runTool, runTurn, Task, Tool, Turn } from 'spanlink/agents';

interface Question {
  readonly chat: string;
  readonly headers: Record<string, string>;
}

@Agent({ name: 'planner', provider: 'openai', conversation: (question: Question) => question.chat })
export class Planner {
  @Turn()
  async answer(_question: Question): Promise<string> {
    return '';
  }

  @Turn({ id: (question: Question) => question.chat, handedOverBy: 0 })
  async *stream(_question: Question): AsyncGenerator<string> {}

  @Task({ delegatedBy: (question: Question) => question.headers, usage: () => ({ inputTokens: 1 }) })
  async research(_question: Question, _depth: number): Promise<void> {}

  @Plan({ content: { input: (question: Question) => question.chat } })
  plan(_question: Question): string[] {
    return [];
  }

  @Tool({ name: 'search', callId: (_query: string, id: string) => id, resultFrom: () => undefined })
  search(_query: string, _id: string): number {
    return 1;
  }

  // @ts-expect-error a turn waits for the ledger, and returns what can
  @Turn()
  count(): number {
    return 1;
  }

  // @ts-expect-error the method takes no number
  @Turn({ id: (id: number) => id })
  async other(_question: Question): Promise<void> {}
}

// @ts-expect-error an agent has a name
Agent({});

export const answer: Promise<number> = runTurn({ agent: 'planner', conversation: 'c', id: 7 }, async () => 7);
export const done: Promise<void> = runTask({ agent: { name: 'a' }, delegatedBy: { traceparent: '' } }, () => {});
export const sum: number = runTool({ name: 'add', callId: 'call_1' }, () => 3);

// @ts-expect-error a tool has a name
runTool({}, () => 3);
