/** Cells of types: a project that finds the package in some way, beside some of its peers. */
import { type Compiler, type Resolution, WAYS } from '../../package/compilers';
import { type Beside, PEERS } from '../../package/peers';

/** How a project is compiled, and what it has beside the package. */
export interface TypesCell {
  readonly compiler: Compiler;
  readonly resolution: Resolution;
  /** What its own modules are, which decides what it finds. */
  readonly modules: 'esm' | 'cjs';
  /** A peer, `nothing` but OpenTelemetry's API, or `all peers`. */
  readonly beside: string;
  /** Whether the project has the types of Node. */
  readonly hasNode: boolean;
}

/** Describes a cell in a line. */
export const describeTypes = ({ compiler, resolution, modules, beside, hasNode }: TypesCell): string =>
  [
    `types for TypeScript ${compiler}`,
    `${resolution} from ${modules === 'esm' ? 'ESM' : 'CommonJS'}`,
    `beside ${beside}`,
    `${hasNode ? 'with' : 'without'} @types/node`,
  ].join(', ');

/** The peers that a cell has. */
export const peersOf = ({ beside, resolution }: TypesCell): readonly Beside[] =>
  PEERS.filter(({ name }) => beside === 'all peers' || beside === name).filter(
    ({ isFoundByNode10 }) => resolution !== 'node10' || isFoundByNode10,
  );

/** What a project's modules may be: for `node10` they become CommonJS, and a bundler takes those of ES. */
const modulesFor = (resolution: Resolution): readonly TypesCell['modules'][] =>
  resolution === 'node10' ? ['cjs'] : resolution === 'bundler' ? ['esm'] : ['esm', 'cjs'];

/** All of them; for `node16` without all peers, which are much to compile, and found as for `nodenext`. */
export const TYPES_CELLS: readonly TypesCell[] = [
  ...WAYS.flatMap(([compiler, resolution]) =>
    modulesFor(resolution).flatMap((modules) => [
      { compiler, resolution, modules, beside: 'nothing', hasNode: false },
      { compiler, resolution, modules, beside: 'nothing', hasNode: true },
      ...(resolution === 'node16' ? [] : [{ compiler, resolution, modules, beside: 'all peers', hasNode: true }]),
    ]),
  ),
  ...(['5.2', '7'] as const).flatMap((compiler) =>
    PEERS.map(({ name }) => ({
      ...({ compiler, resolution: 'nodenext', modules: 'esm', beside: name, hasNode: true } as const),
    })),
  ),
];

/** A way to find the package for each compiler, beside all peers: the cells that `npm test` runs. */
export const TYPES_ROW: readonly TypesCell[] = TYPES_CELLS.filter(
  ({ compiler, resolution, modules, beside }) =>
    beside === 'all peers' &&
    { '5.2': 'node10 cjs', '5.9': 'nodenext cjs', '6': 'bundler esm', '7': 'nodenext esm' }[compiler] ===
      `${resolution} ${modules}`,
);
