/** The answer of each question, by name. */
import type {
  ChainAnswer,
  FacetsAnswer,
  GraphAnswer,
  KeptAnswer,
  RunAnswer,
  RunsAnswer,
  SearchAnswer,
  ServicesAnswer,
  SpanDetail,
  StatusAnswer,
  TraceAnswer,
} from './answers.js';
import type { CountersAnswer } from './counter-answers.js';
import type { ConversationAnswer, ConversationsAnswer, UsageAnswer } from './conversation-answers.js';

export interface Answers {
  readonly trace: TraceAnswer;
  readonly kept: KeptAnswer;
  readonly span: SpanDetail;
  readonly graph: GraphAnswer;
  readonly search: SearchAnswer;
  readonly services: ServicesAnswer;
  readonly chain: ChainAnswer;
  readonly runs: RunsAnswer;
  readonly run: RunAnswer;
  readonly conversations: ConversationsAnswer;
  readonly conversation: ConversationAnswer;
  readonly usage: UsageAnswer;
  readonly counters: CountersAnswer;
  readonly facets: FacetsAnswer;
  readonly status: StatusAnswer;
}
