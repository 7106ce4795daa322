/** All workloads, in the order of the report. */
import type { Workload } from '../workload';
import { errors } from './errors';
import { abandonedGenerators, asyncGenerators, generators } from './generators';
import { guards, lateGuards, unadoptedGuards } from './guards';
import { lateLinks, manyLinks, sources } from './links';
import { observables } from './observables';
import { neverSettled, promises } from './promises';
import { madeClasses, madeNames, sites } from './sites';
import { stages } from './stages';
import { abandonedStreams, endlessStreams, nodeStreams, webStreams } from './streams';
import { sync } from './sync';

export const WORKLOADS: readonly Workload[] = [
  ...[sync, promises, neverSettled, generators, asyncGenerators, abandonedGenerators],
  ...[nodeStreams, endlessStreams, webStreams, abandonedStreams, observables],
  ...[manyLinks, lateLinks, sources, guards, unadoptedGuards, lateGuards],
  ...[errors, sites, madeNames, madeClasses, stages],
];
