/** The bank that orders are paid through, with its bad days. */
import { Traced } from 'spanlink';

/** Declines the card `expired` each time, and answers for `slow-bank` only when asked again. */
@Traced()
export class Payments {
  async charge(card: string, attempt: number): Promise<void> {
    if (card === 'expired') throw new Error('card declined');
    if (card === 'slow-bank' && attempt === 1) throw new Error('bank did not answer');
  }
}
