/** An error names what it found by its type, and never by its content, which may be secret. */
import { RedisLedger } from 'spanlink/workflow';

class Client {
  readonly password = 'secret';
}

test.each([
  [null, 'null'],
  [undefined, 'undefined'],
  ['secret', 'string'],
  [7, 'number'],
  [Client, 'function'],
  [{}, 'an object of Object'],
  [new Map([['secret', 1]]), 'an object of Map'],
  [new Client(), 'an object of Client'],
  [new (class {})(), 'an object'],
  [Object.create(null), 'an object'],
  [{ constructor: { name: 'secret' } }, 'an object'],
])('%p is found as: %s', (client, found) => {
  const takes = 'RedisLedger takes a client of node-redis (4 or later) or of ioredis; it got ';
  expect(() => new RedisLedger(client as never)).toThrow(`${takes}${found}. `);
});
