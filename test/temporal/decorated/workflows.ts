/** Workflows that share decorated classes with their activities. */
import { proxyActivities } from '@temporalio/workflow';
import { Prices, useAll } from './shared';

interface Activities {
  price(order: { items: number[] }): Promise<number>;
}

const { price } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function order(items: number[]): Promise<unknown[]> {
  const prices = new Prices();
  const here = prices.total({ items });
  return [here, await price({ items }), prices.plain(), ...useAll()];
}
