/** The URL of a trace in another backend. */

/** Fills in a template. Returns `undefined` unless the URL is http or https. */
export function openInUrl(template: string, traceId: string): string | undefined {
  const url = template.replaceAll('{traceId}', encodeURIComponent(traceId));
  return /^https?:\/\//i.test(url) ? url : undefined;
}
