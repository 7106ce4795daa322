/** `spanlink/testing`: record spans in a test, and say what they should be linked to. */
export type { FinishedSpan } from '../../lib/render/finished-span.js';
export { type Cause, spanMatchers, type SpanMatchers } from './matchers.js';
export { recordSpans, type RecordOptions, SpanRecorder } from './recorder.js';
