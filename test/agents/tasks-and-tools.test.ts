/** `@Task`, `@Plan` and `@Tool`: what agents delegate, plan and call, also through a queue. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { inSpan, LinkFrom, SpanGuard } from 'spanlink';
import { Agent, runPlan, runTask, runTool, runTurn, Task, Tool, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { asyncLedger, attemptElsewhere } from '../fixtures/ledgers';
import { cause, message } from '../fixtures/spans';
import { type Job, Planner, question, Researcher } from './agents';

const recorder = recordSpans();
const researcher = new Researcher();
beforeEach(() => recorder.reset());
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const tasks = () => recorder.named('invoke_agent researcher');

describe.each([
  ['no ledger', () => undefined],
  ['a ledger that answers at once', () => new MemoryLedger()],
  ['a ledger that answers later', () => asyncLedger()],
])('With %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('a task is a trace of its own, linked to who delegated it, and its result is linked to it', async () => {
    const asked = question();
    const planner = new Planner();
    planner.during = async () => {
      const headers = SpanGuard.current().carrier();
      // in another process, from a queue
      const reply = await inSpan('poll', { root: true }, () =>
        researcher.research({ id: '7', headers, conversation: asked.conversation }),
      );
      SpanGuard.current().link(reply, { relation: 'tool_result' });
    };
    await planner.answer(asked);
    const turn = recorder.span('invoke_agent planner');
    const [task] = tasks();
    expect(task).toLinkTo(turn, { relation: 'delegated' });
    expect(task).toLinkTo(recorder.span('poll'), { relation: 'caller' });
    expect(task).toBeRootSpan();
    expect(turn).toLinkTo(task as never, { relation: 'tool_result' });
    expect(task?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'researcher',
      'gen_ai.conversation.id': asked.conversation,
    });
  });

  test('a task without a source is a child of whoever calls it, and in its conversation', async () => {
    const asked = question();
    const planner = new Planner();
    planner.during = () => researcher.help();
    await planner.answer(asked);
    const [task] = tasks();
    expect(task?.parentSpanContext?.spanId).toBe(recorder.span('invoke_agent planner').spanContext().spanId);
    expect(task?.links).toEqual([]);
    expect(task?.attributes['gen_ai.conversation.id']).toBe(asked.conversation);
  });

  test('a call of a tool through a queue is linked both ways', async () => {
    class Remote {
      @Tool({ delegatedBy: 0 })
      async search(_job: Job): Promise<{ headers: Record<string, string> }> {
        return { headers: SpanGuard.current().carrier() };
      }
    }
    class Local {
      @Tool({ resultFrom: (reply) => reply as { headers: Record<string, string> } })
      async search(): Promise<{ headers: Record<string, string> }> {
        const headers = SpanGuard.current().carrier();
        return inSpan('poll', { root: true }, () => new Remote().search({ id: '1', headers }));
      }
    }
    await new Local().search();
    const [remote, local] = recorder.named('execute_tool search');
    expect(remote).toLinkTo(local as never, { relation: 'delegated' });
    expect(remote).toBeRootSpan();
    expect(local).toLinkTo(remote as never, { relation: 'tool_result' });
  });

  test('a tool has the names and attributes of the conventions, and those of its agent', async () => {
    class Tools {
      @Tool({ name: 'web_search', description: 'Searches the web', callId: (id: string) => id })
      async search(_id: string): Promise<void> {}
    }
    const asked = question();
    await runTurn({ agent: 'asker', conversation: asked.conversation }, () => new Tools().search('call_1'));
    const tool = recorder.span('execute_tool web_search');
    expect(tool.kind).toBe(SpanKind.INTERNAL);
    expect(tool.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.agent.name': 'asker',
      'gen_ai.conversation.id': asked.conversation,
      'gen_ai.tool.name': 'web_search',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.description': 'Searches the web',
      'gen_ai.tool.call.id': 'call_1',
    });
  });
});

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('a task that failed is retried, and both attempts are linked to who delegated it', async () => {
    const job: Job = { id: 'job', headers: message(0).headers, fails: 1 };
    await expect(researcher.research(job)).rejects.toThrow('nothing was found');
    await researcher.research(job);
    const [failed, retry] = tasks();
    expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    for (const task of tasks()) expect(task).toLinkTo(cause(0), { relation: 'delegated' });
    expect(retry?.links).toHaveLength(2);
    expect(retry?.attributes).toMatchObject({ 'spanlink.task.id': 'job', 'spanlink.task.attempt': 2 });
  });

  test('tasks of the same id in other conversations, or of other agents, are no retries', async () => {
    await expect(researcher.research({ id: '1', conversation: 'a', fails: 1 })).rejects.toThrow('nothing was found');
    await researcher.research({ id: '1', conversation: 'b' });
    await runTask({ agent: 'writer', id: '1', conversation: 'a' }, () => undefined);
    expect([...tasks().slice(1), recorder.span('invoke_agent writer')].flatMap(({ links }) => links)).toEqual([]);
  });
});

test('a task resumes that of a process which died', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  await attemptElsewhere(ledger, { workflow: 'gen_ai.task', run: 'job', stage: 'researcher', item: '' }, 5);
  await researcher.research({ id: 'job' });
  expect(tasks()[0]).toLinkTo(cause(5), { relation: 'resumes' });
});

test('a tool that is not async stays so, and what it throws goes through', () => {
  expect(new Planner().search('tea')).toBe('TEA');
  expect(runTool({ name: 'add' }, () => 7)).toBe(7);
  expect(runPlan({ agent: 'planner' }, () => 'steps')).toBe('steps');
  const error = new TypeError('no');
  const fail = (): never => {
    throw error;
  };
  expect(() => runTool({ name: 'fail' }, fail)).toThrow(error);
  expect(recorder.span('execute_tool fail').attributes['error.type']).toBe('TypeError');
});

test('a tool may call itself', () => {
  const nested = runTool({ name: 'walk' }, () => runTool({ name: 'walk' }, () => 'end'));
  expect(nested).toBe('end');
  const [inner, outer] = recorder.named('execute_tool walk');
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
});

test('a class inherits its agent, and a method may name another', async () => {
  class Fast extends Researcher {
    @Task({ agent: { name: 'sprinter', version: '2' } }) async sprint(): Promise<void> {}
  }
  await new Fast().help();
  await new Fast().sprint();
  expect(tasks()).toHaveLength(1);
  expect(recorder.span('invoke_agent sprinter').attributes['gen_ai.agent.version']).toBe('2');
});

test('other decorators on the same method add their links', async () => {
  @Agent('writer')
  class Writer {
    @LinkFrom(0, { relation: 'batch_item' })
    @Turn({ conversation: () => 'c', handedOverBy: 1 })
    async write(_from: object, _by: object): Promise<void> {}
  }
  await new Writer().write(message(1), message(2));
  const span = recorder.span('invoke_agent writer');
  expect(span).toLinkTo(cause(1), { relation: 'batch_item' });
  expect(span).toLinkTo(cause(2), { relation: 'handoff' });
});
