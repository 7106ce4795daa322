/** Large files are read as a stream: memory does not grow with them. */
import type { Store } from '../../server/store/open-store';
import { readFile } from '../../server/files/read-file';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf } from '../store/spans';
import { otlpProtobuf, otlpRequest, otlpSpan } from './otlp-files';
import { problemsOf } from './reading';

const MIB = 1024 * 1024;
let store: Store;
beforeAll(async () => {
  store = await openForTest();
});
afterAll(closeAll);

const text = 'some text '.repeat(5_000);
const span = (number: number): object => ({
  ...otlpSpan(0x8000),
  spanId: spanIdOf(number),
  attributes: [{ key: 'text', value: { stringValue: text } }],
  links: [],
});

/** Yields so many spans of 50 KB: in one document, in lines, or in protobuf. */
async function* spansOf(form: 'document' | 'lines' | 'protobuf', count: number): AsyncGenerator<Buffer> {
  const [head = '', tail = ''] = JSON.stringify(otlpRequest({ mark: 1 })).split('{"mark":1}');
  if (form === 'document') yield Buffer.from(head);
  for (let number = 1; number <= count; number += 1) {
    if (form === 'document') yield Buffer.from(`${number === 1 ? '' : ','}${JSON.stringify(span(number))}`);
    else if (form === 'lines') yield Buffer.from(`${JSON.stringify(otlpRequest(span(number)))}\n`);
    else yield otlpProtobuf(otlpRequest(span(number)));
  }
  if (form === 'document') yield Buffer.from(tail);
}

test.each(['document', 'lines', 'protobuf'] as const)(
  'Of 150 MB of spans as %s, no more than a few are in memory at once',
  async (form) => {
    const before = process.memoryUsage();
    let most = 0;
    const timer = setInterval(() => {
      const { heapUsed, external } = process.memoryUsage();
      most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
    }, 10);
    const answer = await readFile(store, 'file', spansOf(form, 3000));
    clearInterval(timer);
    // the document ends with its schema URLs
    const late = 'schema URLs behind more than 8 MiB of spans left out of some.';
    expect([problemsOf(answer), answer.spans]).toEqual([form === 'document' ? [`2 ${late}`] : [], 3000]);
    expect(most / MIB).toBeLessThan(120);
  },
  180_000,
);
