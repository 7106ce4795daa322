/** Counts the links that spans carry, by the method that made them. */
import { type MeterProvider, metrics, type ObservableResult } from '@opentelemetry/api';
import { registered } from './registry.js';
import { SITE, SITES } from './report.js';
import { SCOPE, VERSION } from './version.js';

/** The links by site, and the meter provider that asks for them. */
interface MadeLinks {
  readonly bySite: Map<string, number>;
  provider: MeterProvider | undefined;
}

const madeLinks = /* @__PURE__ */ registered('made-links', (): MadeLinks => ({
  bySite: new Map<string, number>(),
  provider: undefined,
}));

/** The links of sites past the limit are counted together, without a name. */
const OTHERS = '';

/**
 * Counts the links of a span that ends, as `spanlink.links.made` of the application's meter provider. They are added up
 * here and asked for when metrics are collected: a counter of an SDK takes longer than a link.
 */
export function countMade(site: string, links: number): void {
  const made = madeLinks();
  const { bySite } = made;
  const name = bySite.has(site) || bySite.size < SITES ? site : OTHERS;
  bySite.set(name, (bySite.get(name) ?? 0) + links);
  const current = metrics.getMeterProvider();
  if (current === made.provider) return;
  made.provider = current;
  try {
    current
      .getMeter(SCOPE, VERSION)
      .createObservableCounter('spanlink.links.made', { unit: '{link}', description: 'Links that spans carry' })
      .addCallback((result) => observe(bySite, result));
  } catch {
    // a meter that throws must not reach the application
  }
}

function observe(bySite: ReadonlyMap<string, number>, result: ObservableResult): void {
  for (const [site, links] of bySite) result.observe(links, site === OTHERS ? {} : { [SITE]: site });
}
