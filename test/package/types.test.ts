/** The types of the packed package, for every compiler, every way to find a package, and both decorator models. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Compiler, COMPILERS, type Resolution, WAYS } from './compilers';
import { PackedPackage, ROOT } from './packed-package';

const API = { '@opentelemetry/api': 'node_modules/@opentelemetry/api' };
const NEST_11 = 'test/nestjs/nest-11/node_modules/@nestjs';
const NEST_12 = 'node_modules/@nestjs';

const peers = (resolution: Resolution): Record<string, string> => {
  // NestJS 12 is not found by the resolution of Node 10
  const nest = resolution === 'node10' ? NEST_11 : NEST_12;
  return {
    ...API,
    '@nestjs/common': `${nest}/common`,
    '@nestjs/core': `${nest}/core`,
    '@opentelemetry/sdk-trace-node': 'node_modules/@opentelemetry/sdk-trace-node',
    bullmq: 'node_modules/bullmq',
    rxjs: 'node_modules/rxjs',
  };
};

/** What the types allow and refuse, as far as it needs no package beside the API. */
const RULES = [
  'composed',
  'link-from',
  'link-from-refused',
  'span',
  'span-refused',
  'traced',
  'without-decorators',
  'workflow',
  'workflow-refused',
];

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

function projectWith(others: Readonly<Record<string, string>>, from: string): string {
  const project = packed.install('spanlink', others);
  cpSync(join(ROOT, from), project, { recursive: true });
  return project;
}

test.each(WAYS)(
  'with TypeScript %s and the resolution %s, a project without any optional peer finds all that needs none',
  async (compiler, resolution) => {
    const project = projectWith(API, 'test/package/projects');
    expect(await compile(project, { compiler, resolution, files: ['core.ts'] })).toBe('');
  },
);

const PEER_PROGRAMS = ['sdk', 'rxjs', 'nestjs', 'bullmq'].map((name) => `peers/${name}.ts`);

const OLD_AND_NEW: readonly (readonly [Compiler, Resolution])[] = [
  ['5.2', 'node10'],
  ['5.9', 'node10'],
  ['6', 'bundler'],
  ['7', 'bundler'],
];

test.each(OLD_AND_NEW)(
  'with TypeScript %s and the resolution %s, a project finds every subpath beside its peer',
  async (compiler, resolution) => {
    const project = projectWith(peers(resolution), 'test/package/projects');
    const options = { experimentalDecorators: true, emitDecoratorMetadata: true };
    expect(await compile(project, { compiler, resolution, files: PEER_PROGRAMS, options })).toBe('');
  },
);

test.each(Object.keys(COMPILERS) as Compiler[])(
  'TypeScript %s allows, infers and refuses what every other does, in both decorator models',
  async (compiler) => {
    const project = projectWith(API, 'test/types');
    const compileIn = (experimentalDecorators: boolean, folder: string) =>
      compile(project, {
        compiler,
        resolution: 'nodenext',
        files: [...RULES.map((name) => `${name}.ts`), folder],
        options: {
          experimentalDecorators,
          // `using` has types of its own
          lib: ['es2022', 'esnext.disposable'],
          // the rules have classes of every form, and parameters for their decorators alone
          ...{ noUnusedLocals: false, noUnusedParameters: false },
          ...(compiler === '5.2' ? {} : { erasableSyntaxOnly: false }),
        },
      });
    const errors = await Promise.all([
      compileIn(true, 'legacy-only/parameters.ts'),
      compileIn(false, 'standard-only/members.ts'),
    ]);
    expect(errors).toEqual(['', '']);
  },
);
