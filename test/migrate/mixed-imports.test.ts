/** What becomes of imports and results whose uses are converted in part, or stand beside others. */
import * as ts from 'typescript';
import { applyEdits } from '../../integrations/command/migrate/edits';
import { migrateFile, parse } from '../../integrations/command/migrate/migrate-file';

const migrate = (code: string): { code: string; left: number } => {
  const { edits, left } = migrateFile(ts, parse(ts, 'a.ts', code), false);
  return { code: applyEdits(code, edits), left: left.length };
};

test.each([
  [
    "import { Span, Traceable } from 'nestjs-otel';\n@Traceable(a, b) class A { @Span() a() {} }\n",
    1,
    "import { Traceable } from 'nestjs-otel';\nimport { Span } from 'spanlink';\n@Traceable(a, b) " +
      'class A { @Span() a() {} }\n',
  ],
  [
    "import * as otel from 'nestjs-otel';\nclass A { @otel.Span() a() {} @otel.Span(a, b, c) b() {} }\n",
    1,
    "import * as otel from 'nestjs-otel';\nimport { Span } from 'spanlink';\n" +
      'class A { @Span() a() {} @otel.Span(a, b, c) b() {} }\n',
  ],
  [
    "import 'nestjs-otel';\nimport { Span } from 'nestjs-otel';\nclass A { @Span() a() {} }\n",
    0,
    "import 'nestjs-otel';\nimport { Span } from 'spanlink';\nclass A { @Span() a() {} }\n",
  ],
  [
    "import spanlink from 'spanlink';\nimport { Span } from 'nestjs-otel';\nclass A { @Span() a() {} }\n",
    0,
    "import spanlink from 'spanlink';\nimport { Span } from 'spanlink';\nclass A { @Span() a() {} }\n",
  ],
  ["'nestjs-otel';\n", 0, "'nestjs-otel';\n"],
  [
    "import * as a from 'nestjs-otel';\nimport * as b from 'nestjs-otel';\n" +
      'class A { @a.Span() x() {} @b.Span() y() {} }\n',
    0,
    "import { Span, Span as SpanlinkSpan } from 'spanlink';\nclass A { @Span() x() {} @SpanlinkSpan() y() {} }\n",
  ],
])('%j leaves %i use', (before, left, after) => {
  expect(migrate(before)).toEqual({ code: after, left });
});

const decorated = (decorator: string): string => `class A { ${decorator} a(x: string) {} }\n`;

test.each([
  [
    '@Span({ onResult: (r) => { const attributes = { r }; return { attributes }; } })',
    '@Span({ result: (r: any) => { const attributes = { r }; return attributes; } })',
  ],
  [
    '@Span({ onResult: function* (r) { return { attributes: { r } }; } })',
    '@Span({ result: (value: any) => (function* (r) { return { attributes: { r } }; })(value)?.attributes })',
  ],
  [
    '@Span({ onResult: (r) => { if (r) return { attributes: { r } }; return describe(r); } })',
    '@Span({ result: (value: any) => ((r) => { if (r) ' +
      'return { attributes: { r } }; return describe(r); })(value)?.attributes })',
  ],
])('%s becomes %s', (before, after) => {
  const { code } = migrate(`import { Span } from 'nestjs-otel';\n${decorated(before)}`);
  expect(code).toBe(`import { Span } from 'spanlink';\n${decorated(after)}`);
});
