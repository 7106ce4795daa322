/**
 * `spanlink` in the isolate of a workflow, which webpack takes in where a module that a workflow shares with its
 * activities imports the package: nothing is decorated, and no span is made, as code of a workflow is deterministic.
 */
import type { Link } from '@opentelemetry/api';
import type { LinkFrom as RealLinkFrom } from '../../../decorators/link-from.js';
import type { Span as RealSpan } from '../../../decorators/span.js';
import type { Traced as RealTraced } from '../../../decorators/traced.js';
import type { inSpan as realInSpan, traced as realTraced } from '../../../lib/calls/in-span.js';
import { InertGuard } from './inert-guard.js';
import { browserError, isBrowser } from './refuse-browsers.js';

export { formatLink, parseLink } from '../../../lib/links/traceparent.js';
export { InertGuard as SpanGuard } from './inert-guard.js';

// webpack takes this file for browsers, too
if (isBrowser()) throw browserError();

const decorateNothing = (): void => undefined;

/** Returns a decorator that changes nothing. */
export const Span = (() => decorateNothing) as unknown as typeof RealSpan;

/** Returns a decorator that changes nothing. */
export const LinkFrom = (() => decorateNothing) as unknown as typeof RealLinkFrom;

/** Returns a decorator that changes nothing. */
export const Traced = (() => decorateNothing) as unknown as typeof RealTraced;

/** Configures nothing. */
export function configure(): void {}

/** Returns no links. */
export function linksFrom(): Link[] {
  return [];
}

/** Calls the body, without a span. */
export const inSpan = ((_name: string, ...rest: unknown[]) =>
  (rest.at(-1) as (guard: InertGuard) => unknown)(new InertGuard())) as typeof realInSpan;

/** Returns a guard without a span. */
export function startSpan(): InertGuard {
  return new InertGuard();
}

/** Returns the function as it is. */
export const traced = ((fn: unknown) => fn) as typeof realTraced;
