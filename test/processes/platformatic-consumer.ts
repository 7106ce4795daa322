/** Prints what is read of the first messages of a topic: `node platformatic-consumer.ts <address> <topic> <count>`. */
import { randomUUID } from 'node:crypto';
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import { readMessage } from '../kafka/read-message.js';

const [address = '', topic = '', count = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const consumer = new Consumer({ groupId: randomUUID(), clientId: 'spanlink', bootstrapBrokers: [address] });
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, maxWaitTime: 50 });
  let taken = 0;
  for await (const message of stream) {
    console.log(JSON.stringify(readMessage(message)));
    if (++taken === Number(count)) break;
  }
  await consumer.close(true);
}

void main();
