// Makes one minified file of a program in modules of ES, with the package in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Bundles a program: `bundler` by its name, the paths `entry`, `output` and `project`, the kind of `modules`, whether
 * OpenTelemetry is in the bundle, too (`isWhole`), and further `conditions` of the package's exports.
 */
export default (options) => bundlers[options.bundler](options);

const isEsm = ({ modules }) => modules === 'esm';
const format = ({ modules }) => (modules === 'esm' ? 'esm' : 'cjs');
const external = ({ isWhole }) => (isWhole ? [/^node:/] : [/^node:/, /^@opentelemetry\//]);

/** Finds the files of the package; rollup knows none by itself. */
const spanlink = ({ project }) => ({
  name: 'spanlink',
  resolveId(source) {
    if (!/^spanlink(?:\/|$)/.test(source)) return null;
    const folder = join(project, 'node_modules/spanlink');
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return join(folder, exports[source.replace('spanlink', '.')].import.default);
  },
});

const bundlers = {
  async esbuild(options) {
    const { entry, output, isWhole, conditions } = options;
    const { build } = await import('esbuild');
    await build({
      ...{ entryPoints: [entry], outfile: output, bundle: true, minify: true, format: format(options) },
      ...{ platform: 'node', target: 'node20', conditions, mainFields: ['module', 'main'] },
      ...(isWhole ? {} : { external: ['@opentelemetry/*'] }),
      // CommonJS in a module of ES loads Node's modules by `require`
      ...(isEsm(options) && isWhole ? { banner: { js: requireFrom(conditions) } } : {}),
    });
  },
  async 'rollup, terser'(options) {
    const { rollup } = await import('rollup');
    const { minify } = await import('terser');
    const bundle = await rollup({
      input: options.entry,
      external: external(options),
      plugins: [spanlink(options)],
      logLevel: 'silent',
    });
    const { output: chunks } = await bundle.generate({ format: format(options), inlineDynamicImports: true });
    const { code } = await minify(chunks[0].code, { module: isEsm(options), compress: { passes: 2 }, mangle: true });
    writeFileSync(options.output, code);
  },
  async rolldown(options) {
    const { rolldown } = await import('rolldown');
    const bundle = await rolldown({ input: options.entry, external: external(options), platform: 'node' });
    await bundle.write({ format: format(options), file: options.output, minify: true, codeSplitting: false });
  },
  async webpack(options) {
    const { entry, output, project, isWhole } = options;
    const { default: webpack } = await import('webpack');
    const module = isEsm(options);
    const outside = ({ request }, done) =>
      /^@opentelemetry\//.test(request) ? done(null, `${module ? 'module' : 'commonjs'} ${request}`) : done();
    const compiler = webpack({
      ...{ mode: 'production', target: 'node20', entry, context: project, devtool: false },
      externals: isWhole ? [] : [outside],
      // the checks load another copy of the package by it, at run time
      module: { parser: { javascript: { createRequire: false } } },
      experiments: { outputModule: module },
      optimization: { splitChunks: false, runtimeChunk: false },
      output: {
        ...{ path: dirname(output), filename: basename(output), module },
        library: { type: module ? 'module' : 'commonjs2' },
      },
      plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
    });
    await new Promise((resolve, reject) =>
      compiler.run((error, stats) => {
        const failure = error ?? (stats.hasErrors() ? new Error(stats.toString({ all: false, errors: true })) : null);
        if (failure === null) resolve();
        else reject(failure);
      }),
    );
  },
};

// modules of workerd have no address
const requireFrom = (conditions) =>
  "import { createRequire as spanlinkRequire } from 'node:module'; const require = " +
  `spanlinkRequire(${conditions.includes('workerd') ? "'/'" : 'import.meta.url'});`;
