/** The links of the three orders, as `from ← relation: to`, where spans are followed by the number of their order. */

/** Order 1 goes well, order 2 is shipped at the second attempt, and order 3 is cancelled after its second attempt. */
export function expectedLinks(): string[] {
  return [...paid('1'), ...paid('2'), ...retried('2'), ...paid('3'), ...retried('3'), ...cancelled('3')];
}

/** From the offer to the first attempt to ship, and to the invoice. */
function paid(order: string): string[] {
  return [
    `OrdersService.place ${order} ← origin: OffersController.show`,
    `PaymentsController.charge ${order} ← origin: OrdersService.place ${order}`,
    `OrderSaga.charge ${order} ← previous: OrderSaga.reserve ${order}`,
    `OrderSaga.charge ${order} ← origin: OrderSaga.reserve ${order}`,
    `process fulfilment ${order} ← origin: add fulfilment.ship ${order}`,
    `OrderSaga.ship ${order} ← previous: OrderSaga.charge ${order}`,
    `OrderSaga.ship ${order} ← origin: OrderSaga.reserve ${order}`,
    `InvoicesService.send ← batch_item: OrdersService.place ${order}`,
  ];
}

/** Two attempts, at the job and at the stage in it. */
function retried(order: string): string[] {
  return [
    `process fulfilment ${order}, attempt 2 ← origin: add fulfilment.ship ${order}`,
    `process fulfilment ${order}, attempt 2 ← retry_of: process fulfilment ${order}`,
    `OrderSaga.ship ${order}, attempt 2 ← retry_of: OrderSaga.ship ${order}`,
    `OrderSaga.ship ${order}, attempt 2 ← previous: OrderSaga.charge ${order}`,
    `OrderSaga.ship ${order}, attempt 2 ← origin: OrderSaga.reserve ${order}`,
  ];
}

/** The dead letter, and the steps that it compensates. */
function cancelled(order: string): string[] {
  return [
    `process dead-letters ${order} ← origin: add dead-letters.cancel ${order}, attempt 2`,
    `DeadLettersProcessor.process ${order} ← dead_letter_of: process fulfilment ${order}, attempt 2`,
    `PaymentsController.refund ${order} ← caller: DeadLettersProcessor.process ${order}`,
    `OrderSaga.refund ${order} ← compensates: OrderSaga.charge ${order}`,
    `OrderSaga.refund ${order} ← previous: OrderSaga.ship ${order}, attempt 2`,
    `OrderSaga.refund ${order} ← origin: OrderSaga.reserve ${order}`,
    `OrderSaga.release ${order} ← compensates: OrderSaga.reserve ${order}`,
    `OrderSaga.release ${order} ← previous: OrderSaga.refund ${order}`,
    `OrderSaga.release ${order} ← origin: OrderSaga.reserve ${order}`,
  ];
}
