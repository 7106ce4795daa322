/** A span in the words of all providers, as decoded from what one of them sent. */
export interface NeutralSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** What made it, where the protocol has that. */
  readonly scope?: string | undefined;
  /** Its status says that it failed. */
  readonly isError: boolean;
  /** All that was sent about its failure: the status' text, the types and messages of exceptions. */
  readonly failures: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly NeutralLink[];
}

export interface NeutralLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
