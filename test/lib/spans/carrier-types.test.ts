/** The line that stores a carrier compiles in the strictest projects. */
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../../..');
const SOURCE = `
import { SpanGuard } from 'spanlink';
import { toKafka } from 'spanlink/messages';

interface Row { traceparent?: string; tracestate?: string }
declare const row: Row;
const carrier = SpanGuard.current().carrier();
row.traceparent = carrier.traceparent;
const stored: { traceparent: string } = { traceparent: SpanGuard.current().carrier().traceparent };
const { traceparent, ...others } = carrier;
const text: string = traceparent;
const all: Record<string, string> = carrier;
const baggage: string | undefined = carrier['baggage'];
const state: string | undefined = carrier.tracestate;
const headers = toKafka(carrier);
export { all, baggage, headers, others, state, stored, text };
`;

test('carrier() has a traceparent under noPropertyAccessFromIndexSignature and exactOptionalPropertyTypes', () => {
  const file = join(ROOT, 'test/lib/spans/stored-carrier.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    noPropertyAccessFromIndexSignature: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    paths: { spanlink: [join(ROOT, 'index.ts')], 'spanlink/messages': [join(ROOT, 'integrations/messages/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, SOURCE, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file) as ts.SourceFile;
  const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
