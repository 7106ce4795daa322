// Makes one minified file of a program in modules of ES, with the package in it. The argument is JSON: the bundler, the
// paths `entry`, `output` and `project`, the kind of modules, and whether OpenTelemetry is in the bundle, too.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const { bundler, entry, output, project, modules, isWhole } = JSON.parse(process.argv[2]);
const isEsm = modules === 'esm';
const format = isEsm ? 'esm' : 'cjs';
const external = isWhole ? [/^node:/] : [/^node:/, /^@opentelemetry\//];

/** Finds the files of the package; rollup knows none by itself. */
const spanlink = {
  name: 'spanlink',
  resolveId(source) {
    if (!/^spanlink(?:\/|$)/.test(source)) return null;
    const folder = join(project, 'node_modules/spanlink');
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return join(folder, exports[source.replace('spanlink', '.')].import.default);
  },
};

const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild');
    await build({
      ...{
        entryPoints: [entry],
        outfile: output,
        bundle: true,
        minify: true,
        platform: 'node',
        target: 'node20',
        format,
      },
      ...(isWhole ? {} : { external: ['@opentelemetry/*'] }),
      // CommonJS in a module of ES loads Node's modules by `require`
      ...(isEsm && isWhole ? { banner: { js: REQUIRE } } : {}),
    });
  },
  async 'rollup, terser'() {
    const { rollup } = await import('rollup');
    const { minify } = await import('terser');
    const bundle = await rollup({ input: entry, external, plugins: [spanlink] });
    const { output: chunks } = await bundle.generate({ format, inlineDynamicImports: true });
    const { code } = await minify(chunks[0].code, { module: isEsm, compress: { passes: 2 }, mangle: true });
    writeFileSync(output, code);
  },
  async rolldown() {
    const { rolldown } = await import('rolldown');
    const bundle = await rolldown({ input: entry, external, platform: 'node' });
    await bundle.write({ format, file: output, minify: true, codeSplitting: false });
  },
  async webpack() {
    const { default: webpack } = await import('webpack');
    const library = isEsm ? { type: 'module' } : { type: 'commonjs2' };
    const outside = ({ request }, done) =>
      /^@opentelemetry\//.test(request) ? done(null, `${isEsm ? 'module' : 'commonjs'} ${request}`) : done();
    const compiler = webpack({
      ...{ mode: 'production', target: 'node20', entry, context: project, devtool: false },
      externals: isWhole ? [] : [outside],
      // the checks load another copy of the package by it, at run time
      module: { parser: { javascript: { createRequire: false } } },
      experiments: { outputModule: isEsm },
      optimization: { splitChunks: false, runtimeChunk: false },
      output: { path: dirname(output), filename: basename(output), library, module: isEsm },
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

const REQUIRE =
  "import { createRequire as spanlinkRequire } from 'node:module'; const require = spanlinkRequire(import.meta.url);";
await bundlers[bundler]();
