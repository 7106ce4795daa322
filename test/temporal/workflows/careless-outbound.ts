/** Interceptors that let a command take its turn later, which a history does not forgive. */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      async scheduleActivity(input, next) {
        await Promise.resolve();
        return next(input);
      },
    },
  ],
});
