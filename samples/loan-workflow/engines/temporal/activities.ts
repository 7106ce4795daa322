/** The stages as activities: `SpanGuard.current()` is the guard of the attempt. */
import { SpanGuard } from 'spanlink';
import type { Bureaus } from '../../bureaus.js';
import type { Application, Check } from '../../loan-application.js';

export function createActivities(bureaus: Bureaus) {
  return {
    async submit(application: Application): Promise<void> {
      SpanGuard.current().setAttribute('loan.amount', application.amount);
    },
    check: (application: Application, check: Check): Promise<void> => bureaus.ask(check, application.id),
    underwrite: (application: Application): Promise<void> => bureaus.ask('score', application.id),
    async approve(_application: Application): Promise<void> {},
    async revoke(_application: Application): Promise<void> {},
    async review(_application: Application): Promise<void> {},
  };
}
