// Records the requests of emit_otlp, byte for byte: `node record.mjs http://127.0.0.1:4318 http://127.0.0.1:4317` with
// the addresses of a running explorer, after emit.test.ts has built the program. Writes a file for each protocol.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const [http, grpc] = process.argv.slice(2);
const sender = fileURLToPath(new URL('../../../.cache/emit/debug/emit-sender', import.meta.url));

for (const [protocol, address] of [
  ['http/protobuf', http],
  ['http/json', http],
  ['grpc', grpc],
]) {
  const file = createWriteStream(new URL(`${protocol.replace('/', '-')}.bin`, import.meta.url));
  const proxy = createServer((client) => {
    const server = connect(Number(new URL(address).port), new URL(address).hostname);
    client.pipe(server).pipe(client);
    client.on('data', (bytes) => file.write(bytes));
    for (const socket of [client, server]) socket.on('error', () => {});
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const program = spawn(sender, [protocol, `http://127.0.0.1:${proxy.address().port}`], { stdio: 'inherit' });
  await once(program, 'exit');
  proxy.close();
  file.end();
  await once(file, 'finish');
}
