/** Span contexts from outside whose sender is not trusted, so that no sampler of ours follows a link to them. */
import type { SpanContext } from '@opentelemetry/api';
import { registered } from '../global/registry.js';

const distrusted = registered('distrusted', () => new WeakSet<SpanContext>());

/** Marks a context, which links of spans hold as the same object. */
export function distrust(context: SpanContext): void {
  distrusted().add(context);
}

/** Returns true for a context that was marked. */
export function isDistrusted(context: SpanContext): boolean {
  return distrusted().has(context);
}
