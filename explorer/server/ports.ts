/** Where an explorer listens unless told: the page, and the ports that OTLP has. */
export const PORTS = { page: 4319, otlpHttp: 4318, otlpGrpc: 4317 } as const;
