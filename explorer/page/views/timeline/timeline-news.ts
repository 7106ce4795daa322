/** The news of a timeline: the spans and the traces that it did not have before. */
import { plural } from '../../components/format.js';
import { spanKey, type TimelineModel } from '../../data/timeline-model.js';
import type { NewsOptions } from '../../live/use-news.js';

/** Returns the keys of all traces and spans. */
export const newsKeys = ({ lanes, spans }: TimelineModel): string[] => [
  ...lanes.map(({ traceId }) => traceId),
  ...spans.map(spanKey),
];

/** Returns the announcements of a timeline. */
export const describeNews = (model: TimelineModel | undefined): Pick<NewsOptions, 'summary' | 'describe'> => ({
  summary:
    model === undefined
      ? ''
      : `${plural(model.lanes.length, 'trace')}, ${plural(model.spans.length, 'span')}, ` +
        plural(model.links.length, 'link'),
  describe: (news) => {
    const spans = news.filter((key) => key.includes(':')).length;
    const traces = news.length - spans;
    return [spans > 0 && plural(spans, 'new span'), traces > 0 && plural(traces, 'new trace')]
      .filter(Boolean)
      .join(', ');
  },
});
