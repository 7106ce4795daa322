import { type Case, runRule } from './run-rule';

const IMPORT =
  "import { inSpan, LinkFrom, linksFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';\n" +
  'function* causes() { yield 1; }\n';
const found = (code: string, messageId: string): Case => ({ code: IMPORT + code, errors: [{ messageId }] });
const fine = (code: string): Case => ({ code: IMPORT + code });

runRule('no-generator-source', {
  'A selector may make one for each call': fine('class A { @Span({ links: () => causes() }) a() {} }'),
  'So may the selector of @LinkFrom': fine('class A { @LinkFrom(() => causes()) a() {} }'),
  'One that nobody else reads may be used up': fine('linksFrom(causes()); startSpan("x", { links: causes() });'),
  'So may one in a variable that is read there alone': fine('const batch = causes();\nlinksFrom(batch);'),
  'A copy of its items is fine': fine('const batch = [...causes()];\nlinksFrom(batch);\nfor (const one of batch) one;'),
  'Its items may be spread into a list': fine('linksFrom([...causes()]);'),
  'A function that is no generator is fine': fine(
    'function list() { return []; }\nclass A { @Span({ links: list() }) a() {} }',
  ),
  'A function of others with the name is left alone': {
    code: "import { linksFrom } from './own.js';\nfunction* causes() {}\nlinksFrom([causes()]);",
  },
  'An argument that no decorator reads may be one': fine(
    'class A { @LinkFrom(0) a(order, items) {} b() { this.a(order, causes()); } }',
  ),
  'An argument of a method without the decorator may be one': fine(
    'class A { @Span() a(items) {} b() { this.a(causes()); } }',
  ),
  'In the options of a decorator it is made once': found('class A { @Span({ links: causes() }) a() {} }', 'once'),
  'So it is beside a name': found('class A { @Span("a", { links: causes() }) a() {} }', 'once'),
  'So it is for a traced function': found('const run = traced(work, { links: causes() });', 'once'),
  'So it is in a variable': found('const batch = causes();\nclass A { @Span({ links: batch }) a() {} }', 'once'),
  'So is an iterator of a collection': found('class A { @Span({ links: CAUSES.values() }) a() {} }', 'once'),
  'An async generator and a generator expression are generators': {
    code: `${IMPORT}const other = async function* () {};\nclass A { @Span({ links: other() }) a() {} }`,
    errors: [{ messageId: 'once' }],
  },
  'Reading it empties what is read again': found(
    'const batch = causes();\nlinksFrom(batch);\nfor (const one of batch) one;',
    'emptied',
  ),
  'So does linking it to a guard': found(
    'const batch = causes();\nSpanGuard.current().link(batch);\nfor (const one of batch) one;',
    'emptied',
  ),
  'So does starting a span': found(
    'const batch = causes();\ninSpan("x", { links: batch }, () => work([...batch]));',
    'emptied',
  ),
  'In a list it is never read': found('linksFrom([causes()]);', 'nested'),
  'Nor is it in the list that a selector returns': found('class A { @LinkFrom(() => [causes()]) a() {} }', 'nested'),
  'As the argument that @LinkFrom reads it is left unread': {
    code: `${IMPORT}class A { @LinkFrom(1) a(order, items) {} b() { return this.a(order, causes()); } }`,
    errors: [{ messageId: 'argument', data: { place: '1', method: 'a', source: 'causes()' } }],
  },
  'So it is by a generator method of the class': {
    code: `${IMPORT}class A { *all() {} @LinkFrom(0) a(items) {} b() { return this.a(this.all()); } }`,
    errors: [{ messageId: 'argument' }],
  },
});
