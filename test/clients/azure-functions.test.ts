/** Azure Functions: the context of an invocation, as its runtime makes it of what the host says. */
import { InvocationContext } from '@azure/functions';
import { LinkFrom, linksFrom } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, C, linkOf, linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Functions {
  @LinkFrom(1, { relation: 'triggered', attributes: (_item, index) => ({ index }) })
  async handle(_messages: unknown, _context: InvocationContext): Promise<void> {}
}

const handle = async (init: ConstructorParameters<typeof InvocationContext>[0]): Promise<[string, unknown][]> => {
  const context = new InvocationContext({ functionName: 'orders', invocationId: '7', ...init });
  await new Functions().handle({}, context);
  const { links } = recorder.span('Functions.handle');
  expect(linkTargets(linksFrom(context))).toEqual(linkTargets(links));
  return linkTargets(links).map((target, at) => [target, links[at]?.attributes?.index]);
};

test('a function is linked to the sender of the message, before the host that called it', async () => {
  const traceContext = { traceParent: B, traceState: 'host=1', attributes: {} };
  const triggerMetadata = { messageId: '7', applicationProperties: { 'Diagnostic-Id': A } };
  expect(await handle({ triggerMetadata, traceContext })).toEqual([[linkOf(A), 0]]);
});

test('a function of many messages is linked to the sender of each, at its place', async () => {
  const applicationPropertiesArray = [{ 'Diagnostic-Id': A }, {}, { traceparent: C }];
  expect(await handle({ triggerMetadata: { applicationPropertiesArray } })).toEqual([
    [linkOf(A), 0],
    [linkOf(C), 2],
  ]);
});

test('a function of HTTP or a timer is linked to the span that the host gives', async () => {
  expect(await handle({ traceContext: { traceParent: B } })).toEqual([[linkOf(B), 0]]);
});
