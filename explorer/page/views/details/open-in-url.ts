/** The URL of a trace in another backend. */

/** Fills a template; nothing but http and https is opened. */
export function openInUrl(template: string, traceId: string): string | undefined {
  const url = template.replaceAll('{traceId}', encodeURIComponent(traceId));
  return /^https?:\/\//i.test(url) ? url : undefined;
}
