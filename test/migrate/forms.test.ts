/** What becomes of one file that uses nestjs-otel, whatever form its code has. */
import * as ts from 'typescript';
import { applyEdits } from '../../integrations/command/migrate/edits';
import { migrateFile, parse } from '../../integrations/command/migrate/migrate-file';

const migrate = (code: string, needsModule: boolean = false): { code: string; left: string[] } => {
  const { edits, left } = migrateFile(ts, parse(ts, 'a.ts', code), needsModule);
  return { code: applyEdits(code, edits), left: left.map(({ line, text, reason }) => `${line} ${text}: ${reason}`) };
};

const OTEL = "import { Span } from 'nestjs-otel';\n";
const OURS = "import { Span } from 'spanlink';\n";
const method = (decorator: string): string => `class A { ${decorator} a(x: string) {} }\n`;

/** Decorators in, decorators out. */
const decorators: Record<string, [before: string, after: string]> = {
  'without arguments': ['@Span()', '@Span()'],
  'a name': ["@Span('a.b')", "@Span('a.b')"],
  'a name of a template': ['@Span(`a.${b}`)', '@Span(`a.${b}`)'],
  'a name and options': ['@Span(name(), { kind: 1 })', '@Span(name(), { kind: 1 })'],
  'options that are the same': [
    '@Span({ attributes: { a: 1 }, root: true, links, kind })',
    '@Span({ attributes: { a: 1 }, root: true, links, kind })',
  ],
  'attributes of the arguments': ['@Span((x) => ({ attributes: { x } }))', '@Span({ attributes: (x) => ({ x }) })'],
  'attributes as a value': [
    '@Span((x) => ({ attributes: toAttributes(x) }))',
    '@Span({ attributes: (x) => toAttributes(x) })',
  ],
  'attributes that are not of the arguments': [
    '@Span(() => ({ attributes: { now } }))',
    '@Span({ attributes: { now } })',
  ],
  'typed parameters': [
    '@Span((x: string) => ({ attributes: { x } }))',
    '@Span({ attributes: (x: string) => ({ x }) })',
  ],
  'links of the arguments': [
    '@Span((x) => ({ links: [toLink(x)], root: true }))',
    '@Span({ links: (x) => [toLink(x)], root: true })',
  ],
  'a function expression': [
    '@Span(function (x) { return { attributes: { x }, kind: 2 }; })',
    '@Span({ attributes: function (x) { return { x }; }, kind: 2 })',
  ],
  'a function without options': ['@Span(() => ({}))', '@Span({})'],
  'a property of the same name as a parameter': [
    '@Span((x) => ({ attributes: { x }, kind: kinds.x }))',
    '@Span({ attributes: (x) => ({ x }), kind: kinds.x })',
  ],
  'the result': ['@Span({ onResult: (r) => ({ attributes: { r } }) })', '@Span({ result: (r: any) => ({ r }) })'],
  'the result without parentheses': [
    '@Span({ onResult: r => ({ attributes: { r } }) })',
    '@Span({ result: (r: any) => ({ r }) })',
  ],
  'the typed result': ['@Span({ onResult: (r: R) => ({ attributes: r.a }) })', '@Span({ result: (r: R) => r.a })'],
  'the result that is taken apart': [
    '@Span({ onResult: ({ id }) => ({ attributes: { id } }) })',
    '@Span({ result: ({ id }: any) => ({ id }) })',
  ],
  'the result that is not read': [
    '@Span({ onResult: () => ({ attributes: { a } }) })',
    '@Span({ result: () => ({ a }) })',
  ],
  'the result by a method': [
    '@Span({ onResult(r) { if (!r) return; return { attributes: { r } }; } })',
    '@Span({ result(r: any) { if (!r) return; return { r }; } })',
  ],
  'the result by reference': [
    '@Span({ onResult: describe })',
    '@Span({ result: (value: any) => describe(value)?.attributes })',
  ],
  'the result by its short name': [
    '@Span({ onResult })',
    '@Span({ result: (value: any) => onResult(value)?.attributes })',
  ],
  'the result where it is chosen': [
    '@Span({ onResult: (r) => r ? { attributes: { r } } : undefined })',
    '@Span({ result: (value: any) => ((r) => r ? { attributes: { r } } : undefined)(value)?.attributes })',
  ],
  'the result of a function in it': [
    '@Span({ onResult: (r) => { const f = () => { return 1; }; return { attributes: { n: f() } }; } })',
    '@Span({ result: (r: any) => { const f = () => { return 1; }; return { n: f() }; } })',
  ],
  'the result of a generator or an async function': [
    '@Span({ onResult: async (r) => ({ attributes: { r } }) })',
    '@Span({ result: (value: any) => (async (r) => ({ attributes: { r } }))(value)?.attributes })',
  ],
  'the result that has more than attributes': [
    '@Span({ onResult: (r) => ({ attributes: { r }, status: 1 }) })',
    '@Span({ result: (value: any) => ((r) => ({ attributes: { r }, status: 1 }))(value)?.attributes })',
  ],
  'the result in a function of the arguments': [
    '@Span((x) => ({ attributes: { x }, onResult: (r) => ({ attributes: { r } }) }))',
    '@Span({ attributes: (x) => ({ x }), result: (r: any) => ({ r }) })',
  ],
};

test.each(Object.entries(decorators))('@Span with %s is converted', (_, [before, after]) => {
  expect(migrate(OTEL + method(before))).toEqual({ code: OURS + method(after), left: [] });
});

/** What cannot be converted, with the reason. */
const left: Record<string, [decorator: string, reason: string]> = {
  'a start time': ['@Span({ startTime: 1 })', 'there is no option for its startTime'],
  'options elsewhere': ['@Span(options)', 'its options are not written here'],
  'options elsewhere beside a name': ["@Span('a', options)", 'its options are not written here'],
  'options that are spread': ['@Span({ ...options })', 'some of its options are not written here'],
  'options that its function spreads': ['@Span((x) => ({ ...options }))', 'some of its options are not written here'],
  'a start time of a function': ['@Span((x) => ({ startTime: 1 }))', 'there is no option for its startTime'],
  'a result by an accessor': ['@Span({ get onResult() { return f; } })', 'there is no option for its onResult'],
  'a kind of the arguments': ['@Span((x) => ({ kind: kindOf(x) }))', 'its kind depends on the arguments'],
  'a kind of a local name': ['@Span((x) => { const k = 1; return { kind: k }; })', 'its kind depends on the arguments'],
  'several results': [
    '@Span((x) => { if (x) return { kind: 1 }; return { kind: 2 }; })',
    'what its function returns is not one object that is written there',
  ],
  'types of its own': ['@Span<[string]>((x) => ({ attributes: { x } }))', 'its types are given'],
};

test.each(Object.entries(left))('@Span with %s is left as it is, and the reason is said', (_, [decorator, reason]) => {
  const code = OTEL + method(decorator);
  const result = migrate(code);
  expect(result.code).toBe(code);
  expect(result.left).toEqual([expect.stringMatching(/^2 /)]);
  expect(result.left[0]).toMatch(new RegExp(`: ${reason}$`));
});

test.each([
  ["const other = 1, NAME = 'a.b';", true],
  ['const NAME = `a.${b}`;', true],
  ["const FIRST = 'a'; const NAME = FIRST;", true],
  ["let NAME = 'a.b';", false],
  ['const NAME = options;', false],
  ['const { NAME } = names;', false],
  ["const OTHER = 'a.b';", false],
])('@Span(NAME) is converted where the file shows that it is text: %s', (constant, isText) => {
  const code = `${OTEL}${constant}\n${method('@Span(NAME)')}`;
  const result = migrate(code);
  expect(result.code).toBe(isText ? code.replace('nestjs-otel', 'spanlink') : code);
  expect(result.left).toEqual(isText ? [] : ['3 Span(NAME): its options are not written here']);
});

test.each([
  ["@Traceable('a', {})", 'it has more arguments'],
  ['@Traceable(() => ({}))', 'its options are not written here'],
])('%s, which nestjs-otel has not either, is left as it is', (decorator, reason) => {
  const code = `import { Traceable } from 'nestjs-otel';\n${decorator} class A {}`;
  expect(migrate(code)).toEqual({ code, left: [`2 ${decorator.slice(1)}: ${reason}`] });
});

test('Names that are properties are no uses, and shadow nothing', () => {
  const code =
    "import { Span } from 'nestjs-otel';\nclass A { @Span() a() { return this.Span; } Span = { Span: 1 }; }\n" +
    'interface B { Span: number }\nenum C { Span }\nlet d: lib.Span; const { Span: e } = lib;\n';
  expect(migrate(code)).toEqual({ code: code.replace('nestjs-otel', 'spanlink'), left: [] });
});

test('Beside what is left, the rest of a file is converted under a name of its own', () => {
  const code = migrate(`${OTEL}class A { @Span(options) a() {} @Span() b() {} }`).code;
  expect(code).toBe(
    "import { Span } from 'nestjs-otel';\nimport { Span as SpanlinkSpan } from 'spanlink';\n" +
      'class A { @Span(options) a() {} @SpanlinkSpan() b() {} }',
  );
});

/** Imports in, imports out; the class below has all decorators that they name. */
const imports: Record<string, [before: string, after: string]> = {
  'an alias': [
    "import { Span as S } from 'nestjs-otel';\nclass A { @S() a() {} }",
    "import { Span as S } from 'spanlink';\nclass A { @S() a() {} }",
  ],
  'a namespace': [
    "import * as otel from 'nestjs-otel';\n@otel.Traceable() class A { @otel.Span() a() {} }",
    "import { Traced, Span } from 'spanlink';\n@Traced() class A { @Span() a() {} }",
  ],
  'a namespace with a name that is taken': [
    "import * as otel from 'nestjs-otel';\n" +
      "import { Span } from '@opentelemetry/api';\n" +
      'class A { @otel.Span() a(s: Span) {} }',
    "import { Span as SpanlinkSpan } from 'spanlink';\n" +
      "import { Span } from '@opentelemetry/api';\n" +
      'class A { @SpanlinkSpan() a(s: Span) {} }',
  ],
  'a file of the package': [
    "import { Span } from 'nestjs-otel/lib/tracing/decorators/span';\nclass A { @Span() a() {} }",
    "import { Span } from 'spanlink';\nclass A { @Span() a() {} }",
  ],
  'double quotes without semicolons': [
    'import { Span } from "nestjs-otel"\nclass A { @Span() a() {} }',
    'import { Span } from "spanlink"\nclass A { @Span() a() {} }',
  ],
  'lines of Windows, and a byte order mark': [
    "\uFEFFimport { Span, TraceService } from 'nestjs-otel';\r\nclass A { @Span() a() {} }\r\n",
    "\uFEFFimport { TraceService } from 'nestjs-otel';\r\n" +
      "import { Span } from 'spanlink';\r\n" +
      'class A { @Span() a() {} }\r\n',
  ],
  'an import of ours that is there': [
    "import { Span } from 'nestjs-otel';\n" +
      "import { LinkFrom } from 'spanlink';\n" +
      'class A { @Span() @LinkFrom(0) a(x) {} }',
    "import { LinkFrom, Span } from 'spanlink';\nclass A { @Span() @LinkFrom(0) a(x) {} }",
  ],
  'what we have under another name': [
    "import { Traceable } from 'nestjs-otel';\nimport { Traced as T } from 'spanlink';\n@Traceable() class A {}",
    "import { Traced as T } from 'spanlink';\n@T() class A {}",
  ],
  'a name that is taken': [
    "import { Traceable } from 'nestjs-otel';\nconst Traced = 1;\n@Traceable() class A {}",
    "import { Traced as SpanlinkTraced } from 'spanlink';\nconst Traced = 1;\n@SpanlinkTraced() class A {}",
  ],
  'types beside it': [
    "import { type ExtendedSpanOptions, Span } from 'nestjs-otel';\nclass A { @Span() a(o: ExtendedSpanOptions) {} }",
    "import { type ExtendedSpanOptions } from 'nestjs-otel';\n" +
      "import { Span } from 'spanlink';\n" +
      'class A { @Span() a(o: ExtendedSpanOptions) {} }',
  ],
  'types alone, beside it': [
    "import type { ExtendedSpanOptions } from 'nestjs-otel';\nimport { Span } from 'nestjs-otel';\n" +
      'class A { @Span() a() {} }',
    "import type { ExtendedSpanOptions } from 'nestjs-otel';\nimport { Span } from 'spanlink';\n" +
      'class A { @Span() a() {} }',
  ],
  'a package of another name': [
    "import { Span } from 'my-nestjs-otel';\nclass A { @Span() a() {} }",
    "import { Span } from 'my-nestjs-otel';\nclass A { @Span() a() {} }",
  ],
  'names that are taken, also ours': [
    "import { Traceable } from 'nestjs-otel';\nconst Traced = 1, SpanlinkTraced = 2;\n@Traceable() class A {}",
    "import { Traced as SpanlinkTraced2 } from 'spanlink';\n" +
      'const Traced = 1, SpanlinkTraced = 2;\n@SpanlinkTraced2() class A {}',
  ],
  'composed decorators': [
    "import { Span } from 'nestjs-otel';\nexport const Timed = () => applyDecorators(Span('x'), Log());",
    "import { Span } from 'spanlink';\nexport const Timed = () => applyDecorators(Span('x'), Log());",
  ],
};

test.each(Object.entries(imports))('An import by %s is converted with what it names', (_, [before, after]) => {
  expect(migrate(before).code).toBe(after);
});

test.each([
  ['a name that is passed on', "import { Span } from 'nestjs-otel';\nconst S = Span;", 'it is not called here'],
  ['an export', "import { Span } from 'nestjs-otel';\nexport { Span };", 'it is not called here'],
  ['an export from', "export { Span } from 'nestjs-otel';", 'only imports are converted'],
  ['require', "const { Span } = require('nestjs-otel');", 'only imports are converted'],
  ['import =', "import otel = require('nestjs-otel');", 'only imports are converted'],
  ['import()', "const otel = await import('nestjs-otel');", 'only imports are converted'],
  [
    'a shadowed name',
    "import { Span } from 'nestjs-otel';\nfunction f(Span) { return Span(); }",
    'the file gives this name to something else, too',
  ],
  ['services', "import { TraceService } from 'nestjs-otel';", 'TraceService have no counterpart'],
])('By %s nothing is changed, and that is said', (_, code, reason) => {
  const result = migrate(code);
  expect(result.code).toBe(code);
  expect(result.left.join()).toContain(reason);
});

describe('OpenTelemetryModule', () => {
  const app = (call: string, module: string = 'OpenTelemetryModule', from: string = 'nestjs-otel'): string =>
    `import { ${module} } from '${from}';\n@Module({ imports: [${module}${call}] }) class App {}`;
  const ours = app('.forRoot()', 'SpanlinkModule', 'spanlink/nestjs');

  test.each([
    '.forRoot()',
    '.forRoot({})',
    '.forRoot({ metrics: { hostMetrics: false, apiMetrics: { enable: false } } })',
  ])('%s becomes SpanlinkModule', (call) => expect(migrate(app(call))).toEqual({ code: ours, left: [] }));

  test.each([
    ['.forRoot({ metrics: { hostMetrics: true } })', 'its metrics have no counterpart'],
    ['.forRoot(options)', 'its metrics have no counterpart'],
    ['.forRootAsync({ useFactory })', 'only its forRoot() has a counterpart'],
    ['', 'only its forRoot() has a counterpart'],
  ])('%s is left as it is', (call, reason) => {
    const { code, left: found } = migrate(app(call));
    expect(code).toBe(app(call));
    expect(found.join()).toContain(reason);
  });

  test('It stays where something in the application needs its services', () => {
    const { code, left: found } = migrate(app('.forRoot()'), true);
    expect(code).toBe(app('.forRoot()'));
    expect(found.join()).toContain('what is left of nestjs-otel may need its module');
  });
});
