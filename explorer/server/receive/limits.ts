/** What one request, and all requests at once, may take. Sizes are bytes. */

const MIB = 1024 * 1024;

export interface Limits {
  /** A body, before and after it is unpacked. */
  readonly body: number;
  /** A message of gRPC, before and after it is unpacked. */
  readonly grpcMessage: number;
  /** Calls of gRPC at once: grpc-js holds the message of each. */
  readonly grpcCalls: number;
  /** Messages of protobuf, or objects and lists of JSON, in one body: small ones take far more memory than bytes. */
  readonly messages: number;
  /** The bytes of a body's spans as rows: each repeats the attributes of its resource. */
  readonly rows: number;
  /** A name or the value of an attribute, in characters; what is longer is cut. */
  readonly text: number;
  /** Bodies that are read, and rows that wait for the engine. */
  readonly inFlight: number;
  /** Rows in one insert. */
  readonly insert: number;
  /** Connections to the HTTP receiver. */
  readonly connections: number;
  /** Milliseconds in which a request has to be there as a whole. */
  readonly patience: number;
}

export const LIMITS: Limits = {
  body: 20 * MIB,
  grpcMessage: 4 * MIB,
  grpcCalls: 64,
  messages: 1_000_000,
  rows: 32 * MIB,
  text: 64 * 1024,
  inFlight: 128 * MIB,
  insert: 16 * MIB,
  connections: 1000,
  patience: 60_000,
};
