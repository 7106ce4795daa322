/** The content of lists: the outline of a timeline, and the stages of a run. */
import type { RunAttempt } from '../../../api/answers';
import { buildTimelineModel } from '../../../page/data/timeline-model';
import { computeLayout } from '../../../page/timeline/layout';
import { groupByStage } from '../../../page/views/runs/stages';
import { outlineRows } from '../../../page/views/timeline/outline-rows';
import { graphAnswer, spanSummary } from '../fixtures/answers';
import { buildStory } from '../fixtures/story';

const story = buildStory(1_795_000_000_000_000);

describe('Outline', () => {
  const model = buildTimelineModel(graphAnswer(story.spans, story.shipment.traceId, 1));
  const rows = (collapsed: readonly string[] = []): ReturnType<typeof outlineRows> =>
    outlineRows(computeLayout(model, { collapsed: new Set(collapsed), compressWaits: true }), model);

  test('The outline contains each trace with the tree of its spans, and the missing one', () => {
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

  test('A row of the outline has the relations to its causes, and the number of its effects', () => {
    const row = (name: string): ReturnType<typeof rows>[number] | undefined =>
      rows().find(({ span }) => span?.name === name);
    expect(row('Shipping.dispatch')?.causes).toEqual(['scheduled_by', 'carrier_callback']);
    expect(row('invoices.sent publish')?.effects).toBe(1);
  });

  test('A collapsed trace is a single row of the outline', () => {
    expect(rows([story.batch.traceId]).filter(({ traceId }) => traceId === story.batch.traceId)).toHaveLength(1);
  });
});

describe('Stages of a run', () => {
  const attempts = story.spans.flatMap((span): RunAttempt[] => {
    const {
      'spanlink.stage.name': stage,
      'spanlink.stage.item': item,
      'spanlink.stage.attempt': attempt,
    } = span.attributes;
    return stage === undefined
      ? []
      : [{ stage, ...(item === undefined ? {} : { item }), attempt: Number(attempt), span: spanSummary(span) }];
  });

  test('Stages are in the order of their start, with their items, and the attempts at each item', () => {
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

  test('An item has failed only if its last attempt has', () => {
    expect(groupByStage(attempts).map(({ failed }) => failed)).toEqual([0, 0, 0]);
    expect(groupByStage(attempts.filter(({ attempt }) => attempt === 1))[1]?.failed).toBe(1);
  });
});
