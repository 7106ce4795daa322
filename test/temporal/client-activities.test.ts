/**
 * Activities that a client starts without a workflow, by Temporal's own client. The server's version 1.30 gives workers
 * no time at which such a one was scheduled, which Temporal's worker asks for, so that the server is left out here.
 */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ActivityClient, type ConnectionLike } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { temporalLinks } from 'spanlink/temporal';
import { recordSpans } from 'spanlink/testing';

interface StartRequest {
  readonly activityId: string;
  readonly header: { readonly fields: Record<string, Payload> };
}

const recorder = recordSpans();
beforeEach(() => recorder.reset());

const OPTIONS = { id: 'mail-7', taskQueue: 'mails', startToCloseTimeout: '1 minute' } as const;

function clientOf(
  links: ReturnType<typeof temporalLinks>,
  startActivityExecution: (request: StartRequest) => Promise<{ runId: string }>,
): ActivityClient {
  const connection = { workflowService: { startActivityExecution } } as unknown as ConnectionLike;
  return new ActivityClient({ connection, interceptors: links.client.activity });
}

test.each([
  ['link', 'origin'],
  ['parent', 'parent'],
] as const)('With the relation %s, each attempt is linked to the call that started it', async (relation, expected) => {
  const links = temporalLinks({ relation });
  let request: StartRequest | undefined;
  const client = clientOf(links, async (given) => {
    request = given;
    return { runId: 'run-1' };
  });
  await expect(client.start('send', OPTIONS)).resolves.toMatchObject({ runId: 'run-1' });
  const caller = recorder.span('StartActivity:send');
  expect(caller.kind).toBe(SpanKind.PRODUCER);
  expect(caller.attributes).toMatchObject({ temporalActivityId: 'mail-7', run_id: 'run-1' });

  for (const attempt of [1, 2]) {
    const info = {
      ...{ activityType: 'send', activityId: 'mail-7', activityRunId: 'run-1', attempt },
      scheduledTimestampMs: 1,
    };
    const headers = request?.header.fields ?? {};
    await links.worker.activity[0]?.({ info }).inbound.execute({ headers }, async () => 'sent');
  }
  const [first, second] = recorder.named('RunActivity:send');
  for (const attempt of [first, second]) {
    expect(attempt).toLinkTo(caller, { relation: expected });
    if (relation === 'link') expect(attempt).toBeRootSpan();
    else expect(attempt).toBeChildOf(caller);
  }
  expect(second).toHaveLinkCount(2);
  expect(second?.links[1]).toMatchObject({
    context: { spanId: first?.spanContext().spanId },
    attributes: { 'spanlink.relation': 'retry_of' },
  });
});

test('A call that the server refuses ends with its error', async () => {
  const client = clientOf(temporalLinks(), async () => {
    throw new Error('refused');
  });
  await expect(client.start('send', OPTIONS)).rejects.toThrow();
  expect(recorder.span('StartActivity:send').status.code).toBe(SpanStatusCode.ERROR);
});
