/** The workflow as Temporal's code: no `@Stage`, as the server remembers each attempt itself. */
import {
  allHandlersFinished,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Application, Check } from '../../loan-application.js';
import type { createActivities } from './activities.js';

export const decision = defineUpdate<'approved' | 'left to a person'>('decision');
export const revoke = defineSignal('revoke');

const stages = proxyActivities<ReturnType<typeof createActivities>>({
  // a worker that was killed is found out by its silence
  startToCloseTimeout: '5 seconds',
  retry: { initialInterval: 100, maximumAttempts: 2 },
});

const CHECKS: readonly Check[] = ['fraud', 'income'];

export async function loanApplication(application: Application): Promise<void> {
  let decided: 'approved' | 'left to a person' | undefined;
  let isRevoked = false;
  setHandler(decision, async () => {
    await condition(() => decided !== undefined);
    return decided ?? 'left to a person';
  });
  setHandler(revoke, () => {
    isRevoked = true;
  });

  await stages.submit(application);
  await Promise.all(CHECKS.map((check) => stages.check(application, check)));
  const isUnderwritten = await stages.underwrite(application).then(
    () => true,
    () => false,
  );
  if (!isUnderwritten) {
    await stages.review(application);
    decided = 'left to a person';
    return condition(allHandlersFinished);
  }
  await stages.approve(application);
  decided = 'approved';
  await condition(() => isRevoked);
  await stages.revoke(application);
}
