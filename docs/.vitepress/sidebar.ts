/** The order of the pages, and the short name of each. `test/docs` fails if a page is missing here. */

/** A group of the sidebar: its pages, by their files, with the names that are shown. */
export interface Group {
  readonly text: string;
  readonly pages: Readonly<Record<string, string>>;
  readonly collapsed?: boolean;
}

export const GROUPS: readonly Group[] = [
  {
    text: 'Start',
    pages: {
      'docs/start.md': 'Get started',
      'docs/how-it-works.md': 'How it works',
      'docs/relations.md': 'Relations and attributes',
      'docs/toolchain.md': 'Compilers',
      'docs/matrix.md': 'Tried with',
      'docs/troubleshooting.md': 'I see no links',
    },
  },
  {
    text: 'Guides',
    pages: {
      'docs/guides/queue.md': 'Queue',
      'docs/guides/batch.md': 'Batch',
      'docs/guides/retry.md': 'Retry and dead letter',
      'docs/guides/fan-out.md': 'Fan-out',
      'docs/guides/saga.md': 'Saga',
      'docs/guides/long-running.md': 'Work that lasts days',
      'docs/workflow.md': 'Workflows and ledgers',
      'docs/guides/trust-boundary.md': 'Trust boundary',
      'docs/sampling.md': 'Sampling',
      'docs/testing.md': 'Testing',
      'samples/README.md': 'Samples',
    },
  },
  {
    text: 'Frameworks',
    pages: {
      'docs/nestjs.md': 'NestJS',
      'docs/frameworks/express.md': 'Express',
      'docs/frameworks/fastify.md': 'Fastify',
      'docs/frameworks/nextjs.md': 'Next.js',
      'docs/frameworks/aws-lambda.md': 'AWS Lambda',
      'docs/frameworks/workers.md': 'Workers',
      'docs/rxjs.md': 'RxJS',
      'docs/agents.md': 'Agents',
    },
  },
  {
    text: 'Clients',
    pages: {
      'docs/clients.md': 'Every client',
      'docs/clients/brokers.md': 'Brokers and streams',
      'docs/clients/clouds.md': 'Clouds',
      'docs/clients/jobs.md': 'Jobs and databases',
      'docs/clients/requests.md': 'Requests and processes',
      'docs/messages.md': 'Messages',
      'docs/bullmq.md': 'BullMQ',
      'docs/temporal.md': 'Temporal',
      'docs/mcp.md': 'Model Context Protocol',
    },
  },
  {
    text: 'Moving from',
    pages: {
      'docs/moving-from-nestjs-otel.md': 'nestjs-otel',
      'docs/moving-from-bullmq-otel.md': 'bullmq-otel',
      'docs/moving-from-hand-written.md': 'Hand-written spans',
      'docs/moving-from-datadog.md': 'Datadog’s API',
    },
  },
  {
    text: 'Explorer',
    pages: {
      'explorer/README.md': 'The explorer',
      'explorer/docs/keeping.md': 'Keeping whole stories',
      'explorer/docs/options.md': 'Options',
    },
  },
  {
    text: 'Reference',
    pages: {
      'README.md': 'Options and sources',
      'docs/limits.md': 'Limits',
      'docs/providers.md': 'Providers and backends',
      'docs/instrumentations.md': 'Instrumentations',
      'CHANGELOG.md': 'Changelog',
      'UPGRADING.md': 'Upgrading',
      'SECURITY.md': 'Security',
      'CONTRIBUTING.md': 'Contributing',
    },
  },
  {
    text: 'ESLint plugin',
    collapsed: true,
    pages: {
      'eslint-plugin/README.md': 'The plugin',
      'eslint-plugin/docs/rules/link-from-argument.md': 'link-from-argument',
      'eslint-plugin/docs/rules/adjacent-decorators.md': 'adjacent-decorators',
      'eslint-plugin/docs/rules/stage-needs-workflow.md': 'stage-needs-workflow',
      'eslint-plugin/docs/rules/no-dropped-carrier.md': 'no-dropped-carrier',
      'eslint-plugin/docs/rules/no-generator-source.md': 'no-generator-source',
    },
  },
];
