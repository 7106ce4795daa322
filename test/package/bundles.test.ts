/** What is read when the package is loaded: few files, no package that was not asked for, and maps to its sources. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackedPackage, ROOT } from './packed-package';

type Conditions = Readonly<Record<'import' | 'require', { readonly default: string }>>;

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, Conditions | string>>;
};
const ENTRIES = Object.entries(manifest.exports).flatMap(([path, conditions]) =>
  typeof conditions === 'string' ? [] : [[path.replace('.', 'spanlink'), conditions] as const],
);

/** The packages that a subpath loads, beside OpenTelemetry's API. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  'spanlink/nestjs': ['@nestjs/common', '@nestjs/core', 'rxjs'],
  'spanlink/testing': ['@opentelemetry/sdk-trace-node'],
  'spanlink/temporal/workflow': ['@temporalio/workflow'],
};

const STATIC = /^(?:import .*from |import |export .*from |\} from |(?:const [\w$]+ = )?require\()["']([^"']+)["']/gm;

/** Returns the files of the package that a file loads at once, itself included, and the packages that these do. */
const loadedBy = (file: string, files = new Set<string>(), packages = new Set<string>()) => {
  files.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(STATIC)) {
    const path = join(file, '..', name as string);
    if (!name?.startsWith('.')) packages.add(name as string);
    else if (!files.has(path)) loadedBy(path, files, packages);
  }
  return { files, packages };
};

describe.each(['import', 'require'] as const)('By %s', (kind) => {
  test('spanlink reads two of its files', () => {
    const [, conditions] = ENTRIES.find(([name]) => name === 'spanlink') as (typeof ENTRIES)[number];
    expect([...loadedBy(join(ROOT, conditions[kind].default)).files]).toEqual([
      join(ROOT, conditions[kind].default),
      join(ROOT, conditions[kind].default, '../chunks/core.js'),
    ]);
  });

  test.each(ENTRIES)('%s loads the packages that it is for, and no other peer', (name, conditions) => {
    const { packages } = loadedBy(join(ROOT, conditions[kind].default));
    const foreign = [...packages].filter((one) => !one.startsWith('node:') && one !== '@opentelemetry/api').sort();
    expect(foreign).toEqual(PEERS[name] ?? []);
    // the isolate of a workflow has neither
    if (name === 'spanlink/temporal/workflow') expect([...packages]).toEqual(PEERS[name]);
  });
});

describe('With --enable-source-maps, the stack of an error', () => {
  const packed = new PackedPackage();
  afterAll(() => packed.remove());

  test.each([
    ['import', ['--input-type=module', '-e', "import { Span } from 'spanlink'; try { Span()(class {}) }"]],
    ['require', ['-e', "const { Span } = require('spanlink'); try { Span()(class {}) }"]],
  ])('leads to lines of sources that are in the package, by %s', (_kind, args) => {
    const project = packed.install('spanlink', { '@opentelemetry/api': 'node_modules/@opentelemetry/api' });
    const code = `${args.at(-1) ?? ''} catch (error) { console.log(error.stack) }`;
    const stack = execFileSync(process.execPath, ['--enable-source-maps', ...args.slice(0, -1), code], {
      cwd: project,
      encoding: 'utf8',
    });
    const frames = [...stack.matchAll(/at (\w+) \((?:file:\/\/)?(.*node_modules\/spanlink\/.*):(\d+):(\d+)\)/g)];
    const lines = frames.map(([, name, file = '', line, column]) => {
      expect(existsSync(file) && file.endsWith('.ts')).toBe(true);
      const text = readFileSync(file, 'utf8').split('\n')[Number(line) - 1] as string;
      return [name, text.slice(Number(column) - 1)];
    });
    expect(lines).toEqual([
      ['spanlinkError', expect.stringMatching(/^new TypeError\(/)],
      ['notAMethod', expect.stringMatching(/^spanlinkError\(/)],
      ['decorate', expect.stringMatching(/^notAMethod\(/)],
    ]);
  });
});
