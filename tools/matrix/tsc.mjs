// Compiles projects as `tsc -p` does, in one process, which parses the declarations of others once.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
const parsed = new Map();

/** Compiles a project, which is the path of its settings, by a version of TypeScript. Throws its errors. */
export default ({ typescript, project }) => {
  const ts = require(typescript);
  const folder = dirname(project);
  const { config } = ts.readConfigFile(project, ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(fileNames, options, hostOf(ts, options));
  const diagnostics = options.noEmit ? [] : program.emit().diagnostics;
  const found = [...errors, ...ts.getPreEmitDiagnostics(program), ...diagnostics];
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => '\n' };
  if (found.length > 0) throw new Error(ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), host));
};

function hostOf(ts, options) {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (path, how, ...rest) => {
    if (!path.includes('/node_modules/')) return read(path, how, ...rest);
    const { languageVersion = how, impliedNodeFormat } = typeof how === 'object' ? how : {};
    const key = [path, languageVersion, impliedNodeFormat].join();
    if (!parsed.has(key)) parsed.set(key, read(path, how, ...rest));
    return parsed.get(key);
  };
  return host;
}
