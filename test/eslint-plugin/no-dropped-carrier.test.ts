import { type Case, runRule } from './run-rule';

const IMPORT = "import { inSpan, SpanGuard, startSpan } from 'spanlink';\n";
const dropped = (code: string, made = 'carrier()'): Case => ({
  code,
  errors: [{ messageId: 'dropped', data: { made } }],
});

runRule('no-dropped-carrier', {
  'A carrier in the headers of a message is fine': {
    code: `${IMPORT}queue.send({ headers: SpanGuard.current().carrier() });`,
  },
  'One that is returned is fine': { code: `${IMPORT}const headers = () => SpanGuard.current().carrier();` },
  'A field of it that is stored is fine': {
    code: `${IMPORT}row.traceparent = SpanGuard.current().carrier().traceparent;`,
  },
  'A variable that is read is fine': {
    code: `${IMPORT}const carrier = SpanGuard.current().carrier();\nqueue.send({ headers: { ...carrier } });`,
  },
  'A variable that is exported is fine': { code: `${IMPORT}export const carrier = SpanGuard.current().carrier();` },
  'One that decides a branch is fine': { code: `${IMPORT}if (SpanGuard.current().carrier().traceparent) send();` },
  'A carrier of others is left alone': { code: 'shipment.carrier();' },
  'So is one of a guard of the same name from elsewhere': {
    code: "import { SpanGuard } from './own.js';\nSpanGuard.current().carrier();",
  },
  'So is a parameter of another type': { code: `${IMPORT}function send(parcel: Parcel) { parcel.carrier(); }` },
  'The other methods of a guard are called for what they do': {
    code: `${IMPORT}const span = startSpan('x');\nspan.link(cause).setAttribute('a', 1);\nspan.complete();`,
  },
  'A shaper of others is left alone': { code: "import { toKafka } from './own.js';\ntoKafka(carrier);" },
  'A shaped carrier in a message is fine': {
    code: `${IMPORT}import { toKafka } from 'spanlink/messages';\nsend(toKafka(SpanGuard.current().carrier()));`,
  },
  'One of the current guard, as a statement, is dropped': dropped(`${IMPORT}SpanGuard.current().carrier();`),
  'So is one of a started span': dropped(`${IMPORT}using span = startSpan('x');\nspan.carrier();`),
  'So is one of a pending guard, at the end of a chain': dropped(
    `${IMPORT}const guard = new SpanGuard();\nguard.link(a).setAttribute('b', 1).carrier();`,
  ),
  'So is one of a parameter by its type': dropped(`${IMPORT}function send(span: SpanGuard) { span.carrier(); }`),
  'So is one of a parameter by its default': dropped(
    `${IMPORT}class A { send(batch, span = SpanGuard.current()) { span.carrier(); } }`,
  ),
  'So is one of the guard that inSpan gives': dropped(`${IMPORT}inSpan('x', {}, (span) => { span.carrier(); });`),
  'So is one by a type of a namespace': dropped(
    "import * as s from 'spanlink';\nfunction send(span: s.SpanGuard) { void span?.carrier(); }",
  ),
  'So is one behind a condition': dropped(`${IMPORT}isOn && SpanGuard.current().carrier();`),
  'So is a field that is only named': dropped(`${IMPORT}SpanGuard.current().carrier().traceparent;`),
  'So is one in a variable that nothing reads': dropped(
    `${IMPORT}function send() { const carrier = SpanGuard.current().carrier(); queue.send({}); }`,
  ),
  'So is one that is taken apart for nothing': dropped(
    `${IMPORT}function send() { const { traceparent } = SpanGuard.current().carrier(); }`,
  ),
  'A shaped carrier is dropped, and the one within is not counted again': dropped(
    `${IMPORT}import { toSqs } from 'spanlink/messages';\ntoSqs(SpanGuard.current().carrier());`,
    'toSqs()',
  ),
});
