/** Spans in protobuf, read where they lie, against protobufjs' decoder of the .proto file. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { ExportError } from '../../../server/receive/export-error.js';
import { decoded, isEmpty, JSON_REQUEST, REQUEST, requestOfJson } from '../otlp-forms';

const seed = requestOfJson(JSON_REQUEST);

export const target: FuzzTarget = {
  seeds: [seed, Buffer.concat([seed, seed]), Buffer.from('0a00', 'hex')],
  run: (input) => {
    const ours = attempt(
      () => decoded(input),
      (error) => error instanceof ExportError,
    );
    strictEqual(isEmpty(), true, 'left rows of one request to the next');
    const theirs = attempt(() => Buffer.from(REQUEST.encode(REQUEST.decode(input)).finish()));
    // the explorer passes over what it does not store, and so over mistakes in it
    if (theirs === undefined) return ours;
    strictEqual(ours !== undefined, true, 'refuses a request that protobufjs decodes');
    deepStrictEqual(ours, decoded(theirs), 'reads other spans than protobufjs');
    return ours;
  },
};

function attempt<T>(read: () => T, isExpected: (error: unknown) => boolean = () => true): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isExpected(error)) return undefined;
    throw error;
  }
}
