/** Limits of one request, and of all requests at once. Sizes are in bytes. */

const MIB = 1024 * 1024;

export interface Limits {
  /** A body, before and after it is decompressed. */
  readonly body: number;
  /** A gRPC message, before and after it is decompressed. */
  readonly grpcMessage: number;
  /** gRPC calls at once. */
  readonly grpcCalls: number;
  /** Protobuf messages, or JSON objects and lists, in one body: small ones take far more memory than bytes. */
  readonly messages: number;
  /** The rows of one body's spans: each row repeats the attributes of its resource. */
  readonly rows: number;
  /** A name or an attribute value, in characters; longer ones are cut. */
  readonly text: number;
  /** Bodies that are being read, and rows that wait for the engine. */
  readonly inFlight: number;
  /** The rows of one insert. */
  readonly insert: number;
  /** Connections to each receiver. */
  readonly connections: number;
  /** Milliseconds in which a request has to arrive completely. */
  readonly requestTimeout: number;
  /** Milliseconds in which a gRPC client that has sent its message has to end its side, or is answered without. */
  readonly halfCloseTimeout: number;
  /** Milliseconds in which the spans of a gRPC call have to be stored once its message is there. */
  readonly storeTimeout: number;
  /** What a client may still send of a request that was answered; beyond it, the connection is closed. */
  readonly drain: number;
  /** Milliseconds in which a request that was answered has to end. */
  readonly drainTimeout: number;
  /** Milliseconds after which a gRPC client is asked for a sign of life, and has to have given one. */
  readonly keepalive: number;
}

export const LIMITS: Limits = {
  body: 20 * MIB,
  grpcMessage: 4 * MIB,
  grpcCalls: 1000,
  messages: 1_000_000,
  rows: 32 * MIB,
  text: 64 * 1024,
  inFlight: 128 * MIB,
  insert: 16 * MIB,
  connections: 1000,
  requestTimeout: 60_000,
  halfCloseTimeout: 1000,
  storeTimeout: 60_000,
  drain: 64 * MIB,
  drainTimeout: 10_000,
  keepalive: 30_000,
};
