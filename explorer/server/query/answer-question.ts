/** A question by its name, to its answer. */
import type { Answers } from '../../api/answers-by-question.js';
import type { AskedOf, QuestionName } from '../../api/questions.js';
import type { Ask } from '../store/store-reader.js';
import { askChain } from './questions/chain.js';
import { askFacets } from './questions/facets.js';
import { askGraph } from './questions/graph.js';
import { askRun, askRuns } from './questions/runs.js';
import { askSearch } from './questions/search.js';
import { askServices } from './questions/services.js';
import { askSpan } from './questions/span.js';
import { askStatus } from './questions/status.js';
import type { Running } from './questions/status.js';
import { askTrace } from './questions/trace.js';

type Answer<N extends QuestionName> = (ask: Ask, asked: AskedOf<N>, running: Running) => Promise<Answers[N]>;

const ANSWERS: { readonly [N in QuestionName]: Answer<N> } = {
  trace: askTrace,
  span: askSpan,
  graph: (ask, asked) => askGraph(ask, asked),
  search: askSearch,
  services: (ask, asked) => askServices(ask, asked),
  chain: askChain,
  runs: askRuns,
  run: askRun,
  facets: askFacets,
  status: (ask, _asked, running) => askStatus(ask, running),
};

/** Answers a question. Rejects with a `QuestionError`, a `NotFoundError`, or what the store rejects with. */
export const answer = <N extends QuestionName>(
  name: N,
  ask: Ask,
  asked: AskedOf<N>,
  running: Running,
): Promise<Answers[N]> => ANSWERS[name](ask, asked, running);
