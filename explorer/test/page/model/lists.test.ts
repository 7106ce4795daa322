/** What is said in lists: the outline of a picture, and the stages of a run. */
import type { RunAttempt } from '../../../api/answers';
import { buildTimelineModel } from '../../../page/data/timeline-model';
import { computeLayout } from '../../../page/timeline/layout';
import { groupByStage } from '../../../page/views/runs/stages';
import { outlineRows } from '../../../page/views/timeline/outline-rows';
import { graphAnswer, spanSummary } from '../fixtures/answers';
import { buildStory } from '../fixtures/story';

const told = buildStory(1_795_000_000_000_000);

describe('the outline', () => {
  const model = buildTimelineModel(graphAnswer(told.spans, told.shipment.traceId, 1));
  const rows = (collapsed: readonly string[] = []): ReturnType<typeof outlineRows> =>
    outlineRows(computeLayout(model, { collapsed: new Set(collapsed), compressWaits: true }), model);

  test('has each trace with its spans as their tree, and the missing one', () => {
    expect(
      rows()
        .slice(8)
        .map(({ level, span, box }) => `${' '.repeat(level)}${span?.name ?? box?.lane?.name ?? 'missing'}`),
    ).toEqual([
      '   invoices.sent publish',
      ' missing',
      ' Shipping.dispatch',
      '  Shipping.dispatch',
      '   Shipping.label',
      '    POST carrier.example',
      '   Notify.customer',
      '    POST mail.example',
      '    POST push.example',
    ]);
  });

  test('says what a span was caused by, and how much it led to', () => {
    const row = (name: string): ReturnType<typeof rows>[number] | undefined =>
      rows().find(({ span }) => span?.name === name);
    expect(row('Shipping.dispatch')?.causes).toEqual(['scheduled_by', 'carrier_callback']);
    expect(row('invoices.sent publish')?.effects).toBe(1);
  });

  test('has one line for a collapsed trace', () => {
    expect(rows([told.batch.traceId]).filter(({ traceId }) => traceId === told.batch.traceId)).toHaveLength(1);
  });
});

describe('the stages of a run', () => {
  const attempts = told.spans.flatMap((span): RunAttempt[] => {
    const {
      'spanlink.stage.name': stage,
      'spanlink.stage.item': item,
      'spanlink.stage.attempt': attempt,
    } = span.attributes;
    return stage === undefined
      ? []
      : [{ stage, ...(item === undefined ? {} : { item }), attempt: Number(attempt), span: spanSummary(span) }];
  });

  test('are in the order in which they began, with their items, and the attempts at each', () => {
    const stages = groupByStage(attempts.toReversed());
    expect(stages.map(({ name, items }) => [name, items.length])).toEqual([
      ['extract', 1],
      ['transform', 4],
      ['load', 1],
    ]);
    expect(stages[1]?.items[2]?.attempts.map(({ attempt, span }) => [attempt, span.status])).toEqual([
      [1, 'error'],
      [2, 'ok'],
    ]);
  });

  test('have failed only where the last attempt did', () => {
    expect(groupByStage(attempts).map(({ failed }) => failed)).toEqual([0, 0, 0]);
    expect(groupByStage(attempts.filter(({ attempt }) => attempt === 1))[1]?.failed).toBe(1);
  });
});
