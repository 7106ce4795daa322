/** What is told of a source to find faults: without its values, and with the links that it really gives. */
import { strictEqual } from 'node:assert';
import { explainSource } from '../../../lib/debug/explanation';
import { linksFrom } from '../../../lib/sources/links-from';
import type { LinkSource } from '../../../lib/sources/link-source';
import { readMessage } from '../../../integrations/mcp/message';
import { senderIn, withBaggage, withContext } from '../../../integrations/mcp/meta';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { FuzzTarget } from '../fuzz-target';
import { checkIds } from '../spans';
import { Values } from '../values';

export const target: FuzzTarget = {
  seeds: [
    [5, 0, 0, 1, 0],
    [9, 2, 5, 0, 0, 1, 0, 1, 1],
    [13, 5, 0, 58, 1, 0],
    [5, 1, 3, 5, 0, 58, 1, 0],
  ].map((bytes) => Uint8Array.from(bytes)),
  longest: 200,
  stepsPerByte: 100_000,
  run: (input) => {
    const explained = new Values(input);
    const { text } = explainSource(explained.next());
    // names of keys are told, and one that was spelt freely may be the text of a value
    strictEqual(text.includes('b7ad6b7169203331') && !explained.isFree, false, 'tells a value');
    const links = linksFrom(new Values(input).next() as LinkSource);
    const values = new Values(input);
    const [meta, message] = [values.next(), values.next()];
    const sender = senderIn(meta);
    if (sender !== undefined) checkIds(sender);
    const { params } = readMessage(message);
    withContext(isObject(message) ? message : {}, params, ROOT_CONTEXT, 'fuzz');
    withBaggage(ROOT_CONTEXT, meta, 'fuzz');
    return [text, links.length, sender?.traceId];
  },
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
