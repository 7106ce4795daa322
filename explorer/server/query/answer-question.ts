/** Answers questions by name. */
import type { Answers } from '../../api/answers-by-question.js';
import type { AskedOf, QuestionName } from '../../api/questions.js';
import type { StoreReader } from '../store/store-reader.js';
import { answerChain } from './questions/chain.js';
import { answerConversation } from './questions/conversation.js';
import { answerConversations } from './questions/conversations.js';
import { answerCounters } from './questions/counters.js';
import { answerFacets } from './questions/facets.js';
import { answerGraph } from './questions/graph.js';
import { answerKept } from './questions/kept.js';
import { answerRun } from './questions/run.js';
import { answerRuns } from './questions/runs.js';
import { answerSearch } from './questions/search.js';
import { answerServices } from './questions/services.js';
import { answerSpan } from './questions/span.js';
import { answerStatus } from './questions/status.js';
import type { ExplorerInfo } from './questions/status.js';
import { answerTrace } from './questions/trace.js';
import { answerUsage } from './questions/usage.js';
import { withinBytes } from './within-bytes.js';

type Answerer<N extends QuestionName> = (
  reader: StoreReader,
  params: AskedOf<N>,
  explorerInfo: ExplorerInfo,
) => Promise<Answers[N]>;

const ANSWERERS: { readonly [N in QuestionName]: Answerer<N> } = {
  trace: answerTrace,
  kept: answerKept,
  span: answerSpan,
  graph: (reader, params) => answerGraph(reader, params),
  search: answerSearch,
  services: (reader, params) => answerServices(reader, params),
  chain: answerChain,
  runs: answerRuns,
  run: answerRun,
  conversations: answerConversations,
  conversation: answerConversation,
  usage: answerUsage,
  counters: answerCounters,
  facets: answerFacets,
  status: (reader, _params, explorerInfo) => answerStatus(reader, explorerInfo),
};

/**
 * Answers a question, with as much as fits into an answer.
 *
 * @throws a `QuestionError`, a `NotFoundError`, or an error of the store
 */
export const answerQuestion = async <N extends QuestionName>(
  name: N,
  reader: StoreReader,
  params: AskedOf<N>,
  explorerInfo: ExplorerInfo,
): Promise<Answers[N]> => withinBytes(name, await ANSWERERS[name](reader, params, explorerInfo));
