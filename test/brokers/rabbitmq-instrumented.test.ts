/** Beside `@opentelemetry/instrumentation-amqplib`, in a separate process, as it patches modules that Node loads. */
import { randomUUID } from 'node:crypto';
import { SpanKind } from '@opentelemetry/api';
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { linkTargets } from '../fixtures/spans';
import { startRabbitMq } from '../servers/rabbitmq';
import { describeWith, type Server } from '../servers/server';
import { printedSpans, type PrintedSpan } from './amqp';

interface Printed {
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly spans: readonly PrintedSpan[];
}

let server: Server;
let headers: Printed['headers'];
let spans: FinishedSpan[];

const named = (name: string): FinishedSpan => {
  const [span, ...others] = spans.filter((each) => each.name === name);
  if (span === undefined || others.length > 0)
    throw new Error(`expected one span named '${name}', found ${spans.map((each) => each.name).join()}`);
  return span;
};
const spanLink = (span: FinishedSpan): string => formatLink(span.spanContext());
const parentOf = (span: FinishedSpan): FinishedSpan | undefined =>
  spans.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
/** The instrumentation's span inside one of ours, which sent a message. */
const published = (producer: string): FinishedSpan => {
  const [span, ...others] = spans.filter((each) => parentOf(each) === named(producer));
  if (span === undefined || others.length > 0) throw new Error(`expected one span in '${producer}'`);
  return span;
};

async function run(mode: 'parent' | 'link'): Promise<void> {
  const { code, stdout, stderr } = await runProcess(
    'amqp-instrumented',
    `amqp://127.0.0.1:${server.port}`,
    `orders-${randomUUID()}`,
    mode,
  );
  if (code !== 0) throw new Error(stderr);
  const printed = JSON.parse(stdout) as Printed;
  headers = printed.headers;
  spans = printedSpans(printed.spans);
}

describeWith('rabbitmq-server', 'Beside the instrumentation of amqplib', () => {
  beforeAll(async () => {
    server = await startRabbitMq();
  });
  afterAll(() => server.stop());

  describe.each(['parent', 'link'] as const)('which makes the producer its %s,', (mode) => {
    beforeAll(() => run(mode));

    test('its publishing span is in the headers, and is the target of our link', () => {
      const publish = published('Shop.place');
      expect(publish).toMatchObject({ name: 'publish <default>', kind: SpanKind.PRODUCER });
      expect(headers.place).toEqual({ traceparent: `00-${spanLink(publish)}-01` });
      expect(linkTargets(named('ship place'))).toEqual([spanLink(publish)]);
    });

    test('its publishing span replaces a guard’s carrier in the headers, and is linked to once', () => {
      const publish = published('Shop.carry');
      expect(headers.carry).toEqual({ traceparent: `00-${spanLink(publish)}-01` });
      expect(linkTargets(named('ship carry'))).toEqual([spanLink(publish)]);
      expect(named('ship carry')).not.toLinkTo(named('Shop.carry'));
      expect(publish).toBeChildOf(named('Shop.carry'));
    });

    test('a carrier under `ce-traceparent` stays, and gives a second link', () => {
      expect(headers.name?.['ce-traceparent']).toBe(`00-${spanLink(named('Shop.name'))}-01`);
      expect(linkTargets(named('ship name'))).toEqual([spanLink(published('Shop.name')), spanLink(named('Shop.name'))]);
    });

    test('our span is a child of its processing span, which keeps its own relation to the producer', () => {
      for (const order of ['place', 'carry', 'name']) {
        const publish = published(`Shop.${order}`);
        const process = parentOf(named(`ship ${order}`));
        expect(process).toMatchObject({ kind: SpanKind.CONSUMER, name: expect.stringMatching(/ process$/) });
        if (mode === 'parent') expect(process).toBeChildOf(publish);
        else expect(process).toBeRootSpan();
        expect(linkTargets(process as FinishedSpan)).toEqual(mode === 'parent' ? [] : [spanLink(publish)]);
      }
    });

    test('a batch is linked to the producer of each message, also to the one in whose delivery it is handled', () => {
      const batch = named('Warehouse.shipAll');
      const producers = [...['place', 'carry', 'name'].map((order) => published(`Shop.${order}`)), named('Shop.name')];
      expect(linkTargets(batch)).toEqual(producers.map(spanLink));
      for (const producer of producers) expect(batch).toLinkTo(producer, { relation: 'batch_item' });
      expect(parentOf(batch)).toBe(parentOf(named('ship name')));
    });

    test('with `parent` the producer is the parent and a link, and the span it processes with becomes another', () => {
      const span = named('continue');
      expect(span).toBeChildOf(published('Shop.name'));
      expect(span).toLinkTo(parentOf(named('ship name')) as FinishedSpan, { relation: 'caller' });
      expect(linkTargets(span)).toEqual([
        spanLink(published('Shop.name')),
        spanLink(named('Shop.name')),
        spanLink(parentOf(named('ship name')) as FinishedSpan),
      ]);
    });

    test('no other span is linked to, and no span is made twice', () => {
      const unlinked = spans.filter(({ name }) => name.startsWith('publish') || name.startsWith('Shop'));
      for (const span of unlinked) expect(span).toHaveLinkCount(0);
      expect(spans).toHaveLength(3 * 4 + 2);
    });
  });
});
