/** Lets a stream fail with nobody listening, which ends the process: `node stream-error.ts traced|plain`. */
import { Readable } from 'node:stream';
import { traced } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';

recordSpans();
const open = (): Readable =>
  new Readable({
    read() {
      this.destroy(new Error('nobody listens'));
    },
  });
const stream = process.argv[2] === 'traced' ? traced(open)() : open();
stream.resume();
setTimeout(() => console.log('still running'), 60_000).unref();
