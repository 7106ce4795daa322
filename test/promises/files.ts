/** Methods that return their argument, at once or later. */
import { setImmediate } from 'node:timers/promises';
import { Span } from 'spanlink';

export class Files {
  @Span({ result: (value: unknown) => ({ 'result.type': (value as object).constructor.name }) })
  give<Value>(value: Value): Value {
    return value;
  }

  @Span()
  async giveLater<Value>(value: Value): Promise<Value> {
    await setImmediate();
    return value;
  }
}
