/** An entry of a Redis stream, as node-redis delivers it: `{ id, message }`, of which `message` is the fields. */
import { testField, testHeaders } from './placed.js';

describe('an entry of a Redis stream', () => {
  testHeaders((fields) => ({ id: '1-0', message: { payload: '{}', ...fields } }));
  testField('message', { id: '1-0', message: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
});
