/** A project without any optional peer: all that works without one. */
import {
  configure,
  formatLink,
  inSpan,
  LinkFrom,
  linksFrom,
  Span,
  SpanGuard,
  startSpan,
  Traced,
  traced,
} from 'spanlink';
import { Agent, runTurn, Task, Tool, Turn } from 'spanlink/agents';
import { ConsoleTreeExporter } from 'spanlink/console';
import { toMcp, traceServer } from 'spanlink/mcp';
import { fromKafka, messageAttributes, toKafka } from 'spanlink/messages';
import { LinkedSampler } from 'spanlink/sampling';
import { temporalLinks } from 'spanlink/temporal';
import { interceptors } from 'spanlink/temporal/workflow';
import { MemoryLedger, PostgresLedger, RedisLedger, SqliteLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';

interface Order {
  readonly id: number;
  readonly traceparent: string;
}

@Traced({ exclude: ['close'] })
export class Orders {
  @Span({ name: (order) => `ship ${order.id.toFixed()}`, links: (order) => order })
  async ship(_order: Order, span = SpanGuard.current()): Promise<string> {
    return span.carrier()['traceparent'] ?? '';
  }

  @LinkFrom((batch: readonly Order[]) => batch, { attributes: messageAttributes })
  shipAll(batch: readonly Order[]): number {
    return batch.length;
  }

  close(): void {}
}

@Workflow({ name: 'order', run: (order: Order) => order.id })
export class OrderWorkflow {
  @Stage({ item: (order) => order.id })
  async pay(_order: Order): Promise<void> {}
}

@Agent({ name: 'planner', conversation: (order: Order) => order.id })
export class Planner {
  @Turn({ id: (order) => order.id })
  async answer(order: Order): Promise<string> {
    return this.find(order.id);
  }

  @Turn()
  async *stream(order: Order): AsyncGenerator<string> {
    yield await this.answer(order);
  }

  @Task({ delegatedBy: (order: Order) => order })
  async review(order: Order): Promise<void> {
    await runTurn({ agent: 'reviewer', conversation: order.id }, (span) => span.carrier());
  }

  @Tool({ callId: (id) => id })
  find(id: number): string {
    return String(id);
  }
}

export const size: number = inSpan('load', { links: [] }, () => 7);
export const resize: (width: number) => string = traced((width: number) => String(width));
export const bytes: Record<string, Uint8Array> = toKafka(startSpan('send').carrier());
export const text = linksFrom(bytes).map(({ context }) => formatLink(context));
export const meta: Record<string, string> = toMcp(startSpan('ask').carrier());
export const served = traceServer({ connect: async (transport: object) => transport }, { trust: () => true });
export const all = [
  ConsoleTreeExporter,
  fromKafka,
  LinkedSampler,
  MemoryLedger,
  PostgresLedger,
  RedisLedger,
  SqliteLedger,
  temporalLinks({ relation: 'parent' }).worker.workflowModules,
  interceptors,
];
export const settings = () => [configure({ linkLimit: 10 }), useLedger(new MemoryLedger())];
