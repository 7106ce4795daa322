/** The default ports: the page's, and those of OTLP. */
export const PORTS = { page: 4319, otlpHttp: 4318, otlpGrpc: 4317 } as const;
