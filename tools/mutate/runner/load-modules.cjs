// Loads the project's TypeScript anew at each call, and what is installed once: a suite sees modules that no other has
// touched, as in Jest, for the time that it takes to run their code.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { compileFunction } = require('node:vm');
const ts = require('typescript');
const { watched } = require('./engine-connections.cjs');

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'jest'];

/** Returns a loader of the modules below `root`, compiled as some settings of TypeScript's have it. */
function createLoader(root, settingsFile, cacheFolder) {
  const settings = join(root, settingsFile);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(settings, ts.sys.readFile).config,
    { ...ts.sys, readDirectory: () => [] },
    dirname(settings),
  );
  const compilerOptions = { ...options, noEmit: false, sourceMap: false, inlineSourceMap: false };
  const compiled = new Map();
  mkdirSync(cacheFolder, { recursive: true });

  const compile = (path) => {
    const source = readFileSync(path, 'utf8');
    const hash = createHash('sha256').update(`${settingsFile} ${ts.version} ${path}\n${source}`).digest('hex');
    const cached = join(cacheFolder, `${hash}.cjs`);
    if (!existsSync(cached))
      writeFileSync(cached, ts.transpileModule(source, { fileName: path, compilerOptions }).outputText);
    return compileFunction(readFileSync(cached, 'utf8'), PARAMETERS, { filename: path });
  };

  /** The file of the project that a module names; undefined if it is installed. */
  const find = (from, name) => {
    if (name === 'spanlink') return join(root, 'index.ts');
    if (name.startsWith('spanlink/')) return join(root, 'integrations', name.slice('spanlink/'.length), 'index.ts');
    if (!name.startsWith('.')) return undefined;
    const path = resolve(dirname(from), name);
    return [path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts')].find(
      (candidate) => candidate.endsWith('.ts') && existsSync(candidate),
    );
  };

  /** Runs modules and what they need, each once, with a `jest` that they can see. */
  return function load(entries, jest) {
    let loaded = new Map();
    const loadFile = (path) => {
      const known = loaded.get(path);
      if (known !== undefined) return known.exports;
      const module = { exports: {}, id: path, filename: path };
      loaded.set(path, module);
      if (!compiled.has(path)) compiled.set(path, compile(path));
      const native = createRequire(path);
      const require = (name) => {
        const found = find(path, name);
        return found === undefined ? watched(name, native(name)) : loadFile(found);
      };
      Object.assign(require, { resolve: native.resolve, cache: native.cache });
      const own = {
        ...jest,
        requireActual: require,
        isolateModules: (act) => {
          const outer = loaded;
          loaded = new Map();
          try {
            act();
          } finally {
            loaded = outer;
          }
        },
      };
      // what a module does as it loads is done for all tests of the suite, also where one of them has it loaded
      const stryker = (globalThis.__stryker__ ??= {});
      const { currentTestId } = stryker;
      stryker.currentTestId = undefined;
      try {
        compiled.get(path)(module.exports, require, module, path, dirname(path), own);
      } finally {
        stryker.currentTestId = currentTestId;
      }
      return module.exports;
    };
    for (const entry of entries) loadFile(entry);
  };
}

module.exports = { createLoader };
