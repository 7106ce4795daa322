/** What a receiver answers to forwarded spans, the settings of forwarding, and texts that policies match. */
import { strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { readHeaders } from '../../../server/keep/forward/export-headers.js';
import { parseRetryAfter, resultOfHttp, type ExportResult } from '../../../server/keep/forward/export-result.js';

const NOW = 1_795_000_000_000;
const STATUSES = [200, 204, 301, 400, 429, 500, 503, 599];
const TYPES = ['application/json', 'application/x-protobuf', 'text/plain', ''];

export const target: FuzzTarget = {
  seeds: [
    '\u0000\u0000{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}',
    Buffer.from('00010a060803120276ff', 'hex'),
    '\u0000\u0000{"partialSuccess":{"rejectedSpans":1e999}}',
    '\u0003\u0000{"message":"wait"}',
    '\u0006\u00021.5',
    '\u0004\u0001Wed, 21 Oct 2026 07:28:00 GMT',
    'api-key=secret,a=b%20c',
  ],
  words: ['"rejectedSpans":', '-1', '1e999', '"errorMessage":', '__proto__', '%', '=', ',', '\u0012\u0002'],
  run: (input) => {
    const body = input.subarray(2);
    const text = body.toString();
    const answer = {
      status: STATUSES[(input[0] ?? 0) % STATUSES.length] as number,
      contentType: TYPES[(input[1] ?? 0) % TYPES.length] as string,
      retryAfter: text,
      location: text,
      body,
    };
    const result = resultOfHttp(answer, NOW);
    check(result);
    const wait = parseRetryAfter(text, NOW);
    strictEqual(wait === undefined || wait >= 0, true, 'waits for a negative time');
    return [result, wait, headersOf(input.toString('latin1'))];
  },
};

function check(result: ExportResult): void {
  if (result.outcome === 'accepted') {
    const { rejectedSpans } = result;
    strictEqual(Number.isSafeInteger(rejectedSpans) && rejectedSpans >= 0, true, `rejects ${rejectedSpans} spans`);
    strictEqual(result.message.length <= 301, true);
  } else strictEqual(result.reason.length < 400, true, result.reason);
}

function headersOf(text: string): unknown {
  try {
    const headers = readHeaders([], { OTEL_EXPORTER_OTLP_HEADERS: text });
    for (const [name, value] of Object.entries(headers)) strictEqual(new Headers([[name, value]]).has(name), true);
    return headers;
  } catch (error) {
    // no value of a header is told
    const { message } = error as Error;
    strictEqual(/OTEL_EXPORTER_OTLP_HEADERS/.test(message), true, message);
    return message;
  }
}
