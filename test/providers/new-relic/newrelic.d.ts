/** The part of New Relic's API that is used here; its package has no types. */
declare module 'newrelic' {
  const newrelic: {
    getLinkingMetadata(): { readonly 'span.id'?: string };
    setTransactionName(name: string): void;
    readonly agent: { getTransaction(): { readonly forceName?: string } | null };
    startSegment<T>(name: string, record: boolean, body: () => T): T;
    shutdown(options: { collectPendingData: boolean; waitForIdle: boolean }, done: (error?: Error) => void): void;
  };
  export default newrelic;
}
