/** A queue with bullmq-otel, which knows parents alone, and decorated methods that take its jobs. */
import type { Job } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import { LinkFrom, Span } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
const otel = new BullMQOtel({ tracerName: 'bullmq' });
let bull: Bull;

class Fulfilment {
  @LinkFrom(0)
  async ship(_job: Job): Promise<void> {}

  @LinkFrom(0)
  @LinkFrom((job: Job) => job.opts.telemetry?.metadata)
  async shipTwice(_job: Job): Promise<void> {}

  @Span({ parent: (job: Job) => job })
  async resume(_job: Job): Promise<void> {}

  @Span({ parent: (job: Job) => job, links: (job: Job) => job })
  async resumeLinked(_job: Job): Promise<void> {}

  @LinkFrom(0)
  async shipAll(_jobs: Job[]): Promise<void> {}
}

const fulfilment = new Fulfilment();

describeWith('redis-server', 'A job with the telemetry of bullmq-otel', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test('links a decorated method to its producer once, below the span that processes it', async () => {
    const queue = bull.queue(otel);
    await queue.add('ship', {});
    await bull.work(queue, otel, 1, async (job) => {
      await fulfilment.ship(job);
      await fulfilment.shipTwice(job);
    });
    const [add, process] = [recorder.span(`add ${queue.name}.ship`), recorder.span(`process ${queue.name}`)];
    expect(process).toBeChildOf(add);
    for (const name of ['Fulfilment.ship', 'Fulfilment.shipTwice']) {
      expect(recorder.span(name)).toBeChildOf(process);
      expect(recorder.span(name)).toLinkTo(add);
      expect(recorder.span(name)).toHaveLinkCount(1);
    }
  });

  test('is linked once by a method whose parent it is', async () => {
    const queue = bull.queue(otel);
    await queue.add('ship', {});
    await bull.work(queue, undefined, 1, async (job) => {
      await fulfilment.resume(job);
      await fulfilment.resumeLinked(job);
    });
    for (const name of ['Fulfilment.resume', 'Fulfilment.resumeLinked']) {
      expect(recorder.span(name)).toBeChildOf(recorder.span(`add ${queue.name}.ship`));
      expect(recorder.span(name)).toLinkTo(recorder.span(`add ${queue.name}.ship`), { relation: 'parent' });
      expect(recorder.span(name)).toHaveLinkCount(1);
    }
  });

  test('links a method once to the producer of a batch, as all its jobs carry the same', async () => {
    const queue = bull.queue(otel);
    await queue.addBulk(['a', 'b', 'c'].map((name) => ({ name, data: {} })));
    await fulfilment.shipAll(await queue.getWaiting());
    expect(recorder.span('Fulfilment.shipAll')).toLinkTo(recorder.span(`addBulk ${queue.name}`));
    expect(recorder.span('Fulfilment.shipAll')).toHaveLinkCount(1);
  });

  test('is linked by a worker with linked telemetry, and continued the other way round', async () => {
    const queue = bull.queue(otel);
    await queue.add('ship', {});
    await bull.work(queue, new LinkedTelemetry(), 1);
    expect(recorder.span(`process ${queue.name}`)).toBeRootSpan();
    expect(recorder.span(`process ${queue.name}`)).toLinkTo(recorder.span(`add ${queue.name}.ship`), {
      relation: 'origin',
    });

    recorder.reset();
    const linked = bull.queue(new LinkedTelemetry());
    await linked.add('ship', {});
    await bull.work(linked, otel, 1);
    expect(recorder.span(`process ${linked.name}`)).toBeChildOf(recorder.span(`add ${linked.name}.ship`));
  });
});
