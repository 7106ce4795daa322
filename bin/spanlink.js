#!/usr/bin/env node
import { main } from '../dist/esm/integrations/command/main.js';

// a reader that has seen enough, such as `head`
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await main(process.argv.slice(2), {
  input: process.stdin,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
