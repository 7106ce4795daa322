/** Spans as conditions see them. */

/** The value of an attribute: a text, a whole number, another number or a truth value. Others are not compared. */
export type AttributeValue = string | bigint | number | boolean;

/** Returns the value of an attribute; undefined if there is none, or one that is not compared. */
export type Attributes = (key: string) => AttributeValue | undefined;

export interface SpanFacts {
  readonly attributes: Attributes;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly flags: number;
  /** As W3C's header has it; empty if there is none. */
  readonly traceState: string;
  /** In nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly links: readonly LinkFacts[];
}

export interface LinkFacts {
  /** Of the cause, in hex. */
  readonly traceId: string;
  /** Eight characters, one a byte. */
  readonly spanId: string;
  readonly attributes: Attributes;
}
