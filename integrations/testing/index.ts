/** `spanlink/testing`: records the spans of a test, and checks their links. */
export type { Explanation } from '../../lib/debug/explanation.js';
export { explain } from './explain.js';
export type { FinishedSpan } from '../../lib/render/finished-span.js';
export { type Cause, spanMatchers, type SpanMatchers } from './matchers.js';
export { recordSpans, type RecordOptions, SpanRecorder } from './recorder.js';
