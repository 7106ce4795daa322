/** The names by which options are checked are those of their types: none is missing, none is too many. */
import type { TRACED_OPTION_NAMES, TracedOptions } from '../../decorators/traced';
import type * as agents from '../../integrations/agents/calls/options';
import type { AGENT_DESCRIPTION_NAMES, AgentDescription } from '../../integrations/agents/spans/attributes';
import type * as content from '../../integrations/agents/spans/content';
import type { LINKED_TELEMETRY_OPTION_NAMES, LinkedTelemetryOptions } from '../../integrations/bullmq/linked-telemetry';
import type { CONSOLE_TREE_OPTION_NAMES, ConsoleTreeOptions } from '../../integrations/console/exporter';
import type { MCP_OPTION_NAMES, McpOptions } from '../../integrations/mcp/settings';
import type * as nestLedger from '../../integrations/nestjs/ledger-options';
import type * as nest from '../../integrations/nestjs/spanlink-options';
import type { WITH_SPAN_OPTION_NAMES, WithSpanOptions } from '../../integrations/rxjs/with-span';
import type * as sampling from '../../integrations/sampling/linked-sampler-options';
import type { TEMPORAL_LINKS_OPTION_NAMES, TemporalLinksOptions } from '../../integrations/temporal/temporal-links';
import type { RECORD_OPTION_NAMES, RecordOptions } from '../../integrations/testing/recorder';
import type * as stages from '../../integrations/workflow/attempts/stage-options';
import type * as memory from '../../integrations/workflow/ledgers/memory/memory-ledger';
import type * as redis from '../../integrations/workflow/ledgers/redis/redis-ledger';
import type * as postgres from '../../integrations/workflow/ledgers/sql/postgres-ledger';
import type { SqliteLedgerOptions } from '../../integrations/workflow/ledgers/sql/sqlite-ledger';
import type { SQL_LEDGER_OPTION_NAMES, SqlLedgerOptions } from '../../integrations/workflow/ledgers/sql/tables';
import type { CONFIGURATION_NAMES, Configuration } from '../../lib/global/settings';
import type { LEDGER_OPTION_NAMES, LedgerOptions } from '../../lib/ledger/ledger';
import type { USE_LEDGER_OPTION_NAMES, UseLedgerOptions } from '../../lib/ledger/use-ledger';
import type { LINK_OPTION_NAMES, LinkOptions } from '../../lib/links/link-options';
import type * as spans from '../../lib/spans/span-options';

/** True where the list names all keys of the type, and no other. */
type Named<Names extends readonly string[], Options> = [Names[number], keyof Options] extends [
  keyof Options,
  Names[number],
]
  ? true
  : never;

export const named: readonly true[] = [
  true satisfies Named<typeof CONFIGURATION_NAMES, Configuration>,
  true satisfies Named<typeof spans.START_OPTION_NAMES, spans.StartOptions>,
  true satisfies Named<typeof spans.SPAN_OPTION_NAMES, spans.SpanOptions>,
  true satisfies Named<typeof LINK_OPTION_NAMES, LinkOptions>,
  true satisfies Named<typeof TRACED_OPTION_NAMES, TracedOptions>,
  true satisfies Named<typeof WITH_SPAN_OPTION_NAMES, WithSpanOptions>,
  true satisfies Named<typeof stages.STAGE_OPTION_NAMES, stages.StageOptions>,
  true satisfies Named<typeof stages.WORKFLOW_OPTION_NAMES, stages.WorkflowOptions>,
  true satisfies Named<typeof stages.RUN_STAGE_OPTION_NAMES, stages.RunStageOptions>,
  true satisfies Named<typeof USE_LEDGER_OPTION_NAMES, UseLedgerOptions>,
  true satisfies Named<typeof LEDGER_OPTION_NAMES, LedgerOptions>,
  true satisfies Named<typeof SQL_LEDGER_OPTION_NAMES, SqlLedgerOptions>,
  true satisfies Named<typeof SQL_LEDGER_OPTION_NAMES, SqliteLedgerOptions>,
  true satisfies Named<typeof postgres.POSTGRES_LEDGER_OPTION_NAMES, postgres.PostgresLedgerOptions>,
  true satisfies Named<typeof redis.REDIS_LEDGER_OPTION_NAMES, redis.RedisLedgerOptions>,
  true satisfies Named<typeof memory.MEMORY_LEDGER_OPTION_NAMES, memory.MemoryLedgerOptions>,
  true satisfies Named<typeof sampling.LINKED_SAMPLER_OPTION_NAMES, sampling.LinkedSamplerOptions>,
  true satisfies Named<typeof LINKED_TELEMETRY_OPTION_NAMES, LinkedTelemetryOptions>,
  true satisfies Named<typeof MCP_OPTION_NAMES, McpOptions>,
  true satisfies Named<typeof TEMPORAL_LINKS_OPTION_NAMES, TemporalLinksOptions>,
  true satisfies Named<typeof CONSOLE_TREE_OPTION_NAMES, ConsoleTreeOptions>,
  true satisfies Named<typeof RECORD_OPTION_NAMES, RecordOptions>,
  true satisfies Named<typeof AGENT_DESCRIPTION_NAMES, AgentDescription>,
  true satisfies Named<typeof content.CONTENT_LIMIT_NAMES, content.ContentLimits>,
  true satisfies Named<typeof content.CONTENT_OPTION_NAMES, content.ContentOptions>,
  true satisfies Named<typeof agents.AGENT_OPTION_NAMES, agents.AgentOptions>,
  true satisfies Named<typeof agents.OPERATION_OPTION_NAMES, agents.PlanOptions>,
  true satisfies Named<typeof agents.OPERATION_OPTION_NAMES, agents.RunPlanOptions>,
  true satisfies Named<typeof agents.INVOCATION_OPTION_NAMES, agents.TurnOptions>,
  true satisfies Named<typeof agents.INVOCATION_OPTION_NAMES, agents.RunTurnOptions>,
  true satisfies Named<typeof agents.TASK_OPTION_NAMES, agents.TaskOptions>,
  true satisfies Named<typeof agents.TASK_OPTION_NAMES, agents.RunTaskOptions>,
  true satisfies Named<typeof agents.TOOL_OPTION_NAMES, agents.ToolOptions>,
  true satisfies Named<typeof agents.TOOL_OPTION_NAMES, agents.RunToolOptions>,
  true satisfies Named<typeof nest.PROVIDER_OPTION_NAMES, nest.ProviderOptions>,
  true satisfies Named<typeof nest.SPANLINK_MODULE_OPTION_NAMES, nest.SpanlinkModuleOptions>,
  true satisfies Named<typeof nest.SPANLINK_ASYNC_OPTION_NAMES, nest.SpanlinkAsyncOptions>,
  true satisfies Named<typeof nestLedger.LEDGER_MODULE_OPTION_NAMES, nestLedger.LedgerModuleOptions>,
  true satisfies Named<typeof nestLedger.LEDGER_ASYNC_OPTION_NAMES, nestLedger.LedgerAsyncOptions>,
];

// the test can fail: a name too many, and one that is missing
// @ts-expect-error -- no option of links
true satisfies Named<readonly ['relation', 'attributes', 'other'], LinkOptions>;
// @ts-expect-error -- `attributes` is missing
true satisfies Named<readonly ['relation'], LinkOptions>;
