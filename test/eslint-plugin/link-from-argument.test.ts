import { type Case, runRule } from './run-rule';

const method = (place: string, signature: string, body = ''): string =>
  `import { LinkFrom } from 'spanlink';\nclass Orders { @LinkFrom(${place}) ship${signature} { ${body} } }`;

const beyond = (code: string, place: string, count: string, output?: string): Case => ({
  code,
  errors: [
    {
      messageId: 'beyond',
      data: { method: 'ship', place, count },
      ...(output !== undefined && { suggestions: [{ messageId: 'last', output }] }),
    },
  ],
});

/** The ways to name the decorator. */
const imports: Record<string, [statement: string, name: string]> = {
  'an alias': ["import { LinkFrom as Cause } from 'spanlink';", 'Cause'],
  'a namespace': ["import * as s from 'spanlink';", 's.LinkFrom'],
  'a default import': ["import s from 'spanlink';", 's.LinkFrom'],
  'a subpath': ["import { LinkFrom } from 'spanlink/agents';", 'LinkFrom'],
  'a constant alias': ["import { LinkFrom } from 'spanlink';\nconst Cause = LinkFrom;", 'Cause'],
  'a part of a namespace': ["import * as s from 'spanlink';\nconst { LinkFrom: Cause } = s;", 'Cause'],
  'a name as text': ["import { 'LinkFrom' as Cause } from 'spanlink';", 'Cause'],
  require: ["const { LinkFrom } = require('spanlink');", 'LinkFrom'],
  'require as a whole': ["const s = require('spanlink');", "s['LinkFrom']"],
  'import =': ["import s = require('spanlink');", 's.LinkFrom'],
  'a dynamic import': ["const { LinkFrom } = await import('spanlink');", 'LinkFrom'],
};

runRule('link-from-argument', {
  'An argument that is there is fine': { code: method('1', '(order, items)') },
  'A parameter with a default is an argument': { code: method('1', '(order, items = [])') },
  'A parameter that is taken apart is an argument': { code: method('0', '({ id }, [first])') },
  'A rest parameter takes any number': { code: method('7', '(order, ...items)') },
  'A method that reads arguments takes any number': { code: method('7', '()', 'return arguments[7];') },
  'So does one whose arrow function reads them': { code: method('7', '()', 'return () => arguments;') },
  'A selector is not a place': { code: method('(order, items) => items', '()') },
  'A parameter says its own place': { code: "import { LinkFrom } from 'spanlink';\nclass A { m(@LinkFrom() a) {} }" },
  'A place that is not known is left alone': { code: method('place', '()') },
  'A place that changes is left alone': { code: `let place = 4;\n${method('place', '(a)')}` },
  'The last parameter counts with a type before it': { code: method('0', '(this: Orders, order: Order)') },
  'A decorator of others by the same name is left alone': {
    code: "import { LinkFrom } from './own.js';\nclass Orders { @LinkFrom(4) ship() {} }",
  },
  'One of a package with a similar name is left alone': {
    code: "import { LinkFrom } from 'spanlink-extra';\nclass Orders { @LinkFrom(4) ship() {} }",
  },
  'One that the file defines is left alone': {
    code: 'const LinkFrom = make();\nclass Orders { @LinkFrom(4) ship() {} }',
  },
  'A shadowing parameter is not the import': {
    code: "import { LinkFrom } from 'spanlink';\nfunction make(LinkFrom) { return class { @LinkFrom(4) ship() {} }; }",
  },
  'Code without types and decorators is fine': { code: 'class Orders { ship() {} }' },
  'A place beyond the parameters is found, and the last is offered': beyond(
    method('1', '(order)'),
    '1',
    'one parameter',
    method('0', '(order)'),
  ),
  'Of a method without parameters no place is offered': beyond(method('0', '()'), '0', 'no parameters'),
  'The type of this is no parameter': beyond(
    method('1', '(this: Orders, order: Order)'),
    '1',
    'one parameter',
    method('0', '(this: Orders, order: Order)'),
  ),
  "A nested function's arguments are not those of the method": beyond(
    method('2', '(a, b)', 'return function () { return arguments; };'),
    '2',
    '2 parameters',
    method('1', '(a, b)', 'return function () { return arguments; };'),
  ),
  'A static and a private method are methods': {
    code: "import { LinkFrom } from 'spanlink';\nclass A { @LinkFrom(0) static a() {} @LinkFrom(0) #b() {} }",
    errors: [{ messageId: 'beyond' }, { messageId: 'beyond' }],
  },
  'A constant is a place': {
    code: `const PLACE = 1;\n${method('PLACE', '()')}`,
    errors: [{ messageId: 'beyond' }],
  },
  'A negative place is none': {
    code: method('-1', '(order)'),
    errors: [{ messageId: 'noPlace', data: { place: '-1' } }],
  },
  'A part of a place is none': {
    code: method('0.5', '(order)'),
    errors: [{ messageId: 'noPlace', data: { place: '0.5' } }],
  },
  'Each of several decorators is checked': {
    code: "import { LinkFrom } from 'spanlink';\nclass A { @LinkFrom(0) @LinkFrom(3) a(one) {} }",
    errors: [
      {
        messageId: 'beyond',
        suggestions: [
          {
            messageId: 'last',
            output: "import { LinkFrom } from 'spanlink';\nclass A { @LinkFrom(0) @LinkFrom(0) a(one) {} }",
          },
        ],
      },
    ],
  },
  ...Object.fromEntries(
    Object.entries(imports).map(([title, [statement, name]]) => [
      `The decorator is known by ${title}`,
      { code: `${statement}\nclass Orders { @(${name}(0)) ship() {} }`, errors: [{ messageId: 'beyond' }] },
    ]),
  ),
});
