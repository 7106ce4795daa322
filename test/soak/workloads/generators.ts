/** Generators, sync and async: read to the end, left by `break`, never begun, and abandoned half-way. */
import { LinkFrom, Span } from 'spanlink';
import { concurrently, newMessage, repeat, type Workload } from '../workload';

class Rows {
  @LinkFrom(0)
  *read(_message: unknown): Generator<number, void> {
    for (let row = 0; row < 3; row++) yield this.parse(row);
  }

  @LinkFrom(0)
  async *fetch(_message: unknown): AsyncGenerator<number, void> {
    for (let row = 0; row < 3; row++) yield this.parse(row);
  }

  @Span()
  parse(row: number): number {
    return row;
  }
}

const rows = new Rows();
const CALLS_TO_THE_END = 4;
const CALLS_TO_THE_FIRST = 2;

export const generators: Workload = {
  kind: 'generators',
  round() {
    const toTheEnd = repeat(500, () => [...rows.read(newMessage())]);
    const left = repeat(300, () => {
      for (const _row of rows.read(newMessage())) break;
    });
    const skipped = repeat(100, () => rows.read(newMessage()).return());
    return CALLS_TO_THE_END * toTheEnd + CALLS_TO_THE_FIRST * left + skipped;
  },
};

export const asyncGenerators: Workload = {
  kind: 'async generators',
  async round() {
    const toTheEnd = await concurrently(400, async () => {
      for await (const _row of rows.fetch(newMessage()));
    });
    const left = await concurrently(200, async () => {
      for await (const _row of rows.fetch(newMessage())) break;
    });
    return CALLS_TO_THE_END * toTheEnd + CALLS_TO_THE_FIRST * left;
  },
};

export const abandonedGenerators: Workload = {
  kind: 'abandoned generators',
  async round() {
    const begun = repeat(150, () => rows.read(newMessage()).next());
    const begunAsync = await concurrently(150, () => rows.fetch(newMessage()).next());
    const never = repeat(100, () => rows.read(newMessage())) + repeat(100, () => rows.fetch(newMessage()));
    return CALLS_TO_THE_FIRST * (begun + begunAsync) + never;
  },
};
