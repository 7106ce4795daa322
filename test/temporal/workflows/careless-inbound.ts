/** Interceptors that let a handler take its turn later, which a history does not forgive. */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async handleSignal(input, next) {
        await Promise.resolve();
        return next(input);
      },
    },
  ],
});
