/** Sends requests to a running explorer, as an SDK does. */
import { randomBytes } from 'node:crypto';
import type { SpanDetail, StatusAnswer } from '../../api/answers.js';
import { writeQuestion } from '../../api/questions.js';
import { receiverAddress } from '../../api/receiver-address.js';

/** Checks that it takes requests: one without spans changes nothing. Rejects with its answer if it takes none. */
export async function checkReceiver(
  url: string,
  { receivers }: StatusAnswer,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  if (receivers.http === undefined) return 'not received';
  const receiver = receiverAddress(receivers.http, url);
  await post(receiver, {}, headers);
  return `received at ${receiver}`;
}

/**
 * Sends a test span, which stays there, and reads it back.
 *
 * @returns how long the span took to be found, as text; rejects if it is lost on the way
 */
export async function sendTestSpan(
  url: string,
  { receivers }: StatusAnswer,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  if (receivers.http === undefined) return 'not sent, since nothing is received over HTTP';
  const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const sentAt = performance.now();
  const receiver = receiverAddress(receivers.http, url);
  await post(receiver, exportRequest(trace, span), headers);
  const question = await fetch(new URL(writeQuestion('span', { trace, span }), url), { headers });
  const answer = (await question.json()) as Partial<SpanDetail>;
  if (answer.spanId !== span) throw new Error(`it was taken at ${receiver}, and is not found at ${url}.`);
  return `taken at ${receiver}, stored, and found after ${Math.round(performance.now() - sentAt)} ms`;
}

async function post(receiver: string, request: object, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${receiver}/v1/traces`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${receiver} answered ${response.status}: ${answer.slice(0, 200)}`);
}

function exportRequest(traceId: string, spanId: string): object {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId,
    spanId,
    name: 'doctor',
    kind: 1,
    startTimeUnixNano: String(now),
    endTimeUnixNano: String(now + 1_000_000n),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'spanlink-explorer-doctor' } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}
