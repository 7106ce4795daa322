/** The activities of the tests. */
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

/** Makes the activities of one worker. */
export function createActivities() {
  return {
    /** Works once it has failed so many times. */
    async ship(failures: number): Promise<string> {
      const { attempt } = Context.current().info;
      if (attempt <= failures) throw new TypeError(`try ${attempt} failed`);
      return `shipped at ${attempt}`;
    },
    async benign(): Promise<void> {
      throw ApplicationFailure.create({
        message: 'nothing to do',
        nonRetryable: true,
        category: ApplicationFailureCategory.BENIGN,
      });
    },
    async later(): Promise<string> {
      throw new CompleteAsyncError();
    },
    /** Beats, fails, and reads what it left. */
    async resume(): Promise<unknown> {
      const { info } = Context.current();
      if (info.attempt > 1) return info.heartbeatDetails;
      Context.current().heartbeat({ page: 7 });
      throw new Error('page 8 failed');
    },
  };
}
