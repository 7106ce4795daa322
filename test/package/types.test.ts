/** What the types of the packed package allow and refuse; the conformance suite has every way to find them. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Compiler, COMPILERS } from './compilers';
import { PackedPackage, ROOT } from './packed-package';

const API = { '@opentelemetry/api': 'node_modules/@opentelemetry/api' };

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

test.each(Object.keys(COMPILERS) as Compiler[])(
  'TypeScript %s allows, infers and refuses what every other does, in both decorator models',
  async (compiler) => {
    const project = packed.install('spanlink', API);
    cpSync(join(ROOT, 'test/types'), project, { recursive: true });
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
