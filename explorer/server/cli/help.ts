/** The texts of `--help`. */
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { VERSION } from '../version.js';

const GENERAL = `Spanlink explorer ${VERSION}: see causality across traces, in both directions.

Usage
  spanlink-explorer [options]                        receive spans, and show them on a page
  spanlink-explorer query <question> [key=value …]   ask on the command line
  spanlink-explorer doctor [options]                 check that all is well
  spanlink-explorer help query                       what can be asked

Send spans to it from any OpenTelemetry SDK, or from a Collector:
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318

Where it listens
  --port <port>             the page and its API, 4319 unless given; 0 takes a free one
  --otlp-http-port <port>   OTLP over HTTP, 4318 unless given; "off" for none
  --otlp-grpc-port <port>   OTLP over gRPC, 4317 unless given; "off" for none
  --host <address>          127.0.0.1 unless given; an address that others reach needs --token
  --token <token>           whoever reads or sends has to give it: the page by the address that is printed, programs as
                            "Authorization: Bearer <token>" (OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>");
                            may also be in the environment, as SPANLINK_EXPLORER_TOKEN

Where spans are kept
  --data <folder>           of the engine in this process, .spanlink unless given
  --clickhouse <url>        in a ClickHouse server instead: http://user:password@host:8123; an otel_traces that a Collector
                            writes there is explored as it is, and what is in it already is indexed
  --cluster <name>          of that server: makes the tables Replicated and Distributed
  --database <name>         "default" unless given
  --retention <days>        spans go after so many days; they stay unless given

Other
  --no-open                 does not open the page in a browser
  --open-in <name=url>      a link to another backend: Jaeger=http://localhost:16686/trace/{traceId}; may be repeated
  -h, --help                this; -v, --version

Ctrl-C stops it; what was sent is stored first.
`;

const QUERY = `Asks an explorer, and prints the answer as JSON.

Usage
  spanlink-explorer query <question> [key=value …] [options]

  spanlink-explorer query search status=error service=payments
  spanlink-explorer query search causedBy.attribute=job.id=42
  spanlink-explorer query graph trace=0af7651916cd43dd8448eb211c80319c hops=5 --table

Options
  --url <url>               of the explorer to ask, http://127.0.0.1:4319 unless given
  --token <token>           that it was started with
  --data, --clickhouse, --cluster, --database
                            asks what is stored there, without a running explorer
  --table                   a table for people, instead of JSON

Without --url and --data, an explorer that runs at its usual address is asked, or else the folder .spanlink.

Questions
`;

const DOCTOR = `Checks Node, the disk, the ports, the store, its tables and the back-fill; if an explorer runs, sends a test span
through it. Takes the options that the explorer is started with. Exits with 1 if anything is wrong.
`;

const questionList = (): string =>
  Object.entries<Question>(QUESTIONS)
    .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}\n`)
    .join('');

/**
 * Returns the help of the explorer, of a command, or of a question.
 *
 * @param rest the arguments after `help`
 */
export function helpOn(rest: readonly string[]): string {
  const [command, name] = rest;
  if (command === 'doctor') return DOCTOR;
  if (command !== 'query') return GENERAL;
  return name !== undefined && Object.hasOwn(QUESTIONS, name)
    ? helpOnQuestion(name as QuestionName)
    : `${QUERY}${questionList()}\n"spanlink-explorer help query <question>" lists what it takes.\n`;
}

/** Returns the help of a question, with its parameters. */
export function helpOnQuestion(name: QuestionName): string {
  const { summary, parameters }: Question = QUESTIONS[name];
  const width = Math.max(0, ...Object.keys(parameters).map((key) => key.length)) + 2;
  const lines = Object.entries(parameters).map(([key, { description, isRequired, schema }]) => {
    const notes = [
      ...(isRequired ? ['required'] : []),
      ...(schema.enum ? [schema.enum.join(', ')] : []),
      ...(schema.default === undefined ? [] : [`${schema.default} unless given`]),
    ];
    return `  ${key.padEnd(width)}${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}\n`;
  });
  const list = lines.length > 0 ? `\n${lines.join('')}` : '';
  return `${summary}\n\nspanlink-explorer query ${name} [key=value …]\n${list}`;
}
