/** Things of which each does one thing at a time, such as connections. */

export interface Pool<T> {
  /** Passes one to a function once it is idle, and resolves to what that does. */
  use<R>(call: (item: T) => Promise<R>): Promise<R>;
}

export function createPool<T>(items: readonly T[]): Pool<T> {
  const idle = [...items];
  const waiting: ((item: T) => void)[] = [];
  return {
    use: async (call) => {
      const item = idle.shift() ?? (await new Promise<T>((resolve) => waiting.push(resolve)));
      try {
        return await call(item);
      } finally {
        const next = waiting.shift();
        if (next) next(item);
        else idle.push(item);
      }
    },
  };
}
