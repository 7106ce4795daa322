// A client of gRPC in a process of its own, which a test stops: opens calls on one connection, of messages that it does
// not finish, or whole ones whose answer it never takes.
import { connect } from 'node:http2';

const [address, calls, bytes] = process.argv.slice(2);
const session = connect(`http://${address}`, { settings: { initialWindowSize: 0 } });
session.on('error', () => {});
session.on('close', () => process.send?.('closed'));
for (let call = 0; call < Number(calls); call += 1) {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {});
  stream.write(Buffer.from(bytes, 'hex'));
}
// the server has read what was sent once it answers
session.ping(() => process.send('open'));
