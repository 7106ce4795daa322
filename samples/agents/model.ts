/** The model: a script, which needs no network, with the spans that the client of a real one makes. */
import { SpanKind } from '@opentelemetry/api';
import { Span } from 'spanlink';

/** A step of a plan: a task for an agent, or the hand-over of the whole conversation to it. */
export interface Step {
  readonly agent: string;
  readonly request: string;
  readonly isHandOver?: boolean;
}

interface Completion {
  readonly text: string;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

const NAME = 'scripted-1';

const PLANS: Readonly<Record<string, readonly Step[]>> = {
  'Find a quiet hotel in Lisbon, and a train to it.': [
    { agent: 'researcher', request: 'quiet hotels in Lisbon' },
    { agent: 'guide', request: 'trains to Lisbon' },
  ],
  'Book the first one.': [{ agent: 'clerk', request: 'book', isHandOver: true }],
};

class Model {
  @Span({
    name: `chat ${NAME}`,
    kind: SpanKind.CLIENT,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': NAME, 'gen_ai.provider.name': 'scripted' },
    result: (completion) => {
      const { usage } = completion as Completion;
      return {
        'gen_ai.usage.input_tokens': usage.input_tokens,
        'gen_ai.usage.output_tokens': usage.output_tokens,
      };
    },
  })
  async complete(prompt: string, text: string): Promise<Completion> {
    return { text, usage: { input_tokens: prompt.length, output_tokens: text.length } };
  }
}

const model = new Model();

/** Asks the model for a plan. */
export async function planFor(question: string): Promise<readonly Step[]> {
  const { text } = await model.complete(question, JSON.stringify(PLANS[question] ?? []));
  return JSON.parse(text) as Step[];
}

/** Asks the model to put what was found into words. */
export async function summarize(found: readonly string[]): Promise<string> {
  return (await model.complete(found.join('\n'), found.join(' '))).text;
}
