/** The texts of `--help`. */
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { VERSION } from '../version.js';

const GENERAL = `Spanlink explorer ${VERSION}: see causality across traces, in both directions.

Usage
  spanlink-explorer [options]                        receives spans, and shows them on a page
  spanlink-explorer query <question> [key=value …]   asks a question on the command line
  spanlink-explorer doctor [options]                 checks that everything works
  spanlink-explorer help query                       lists the questions

Send spans to it from any OpenTelemetry SDK, or from a Collector:
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318

Listening
  --port <port>             the page and its API, default 4319; 0 picks a free port
  --otlp-http-port <port>   OTLP over HTTP, default 4318; "off" turns it off
  --otlp-grpc-port <port>   OTLP over gRPC, default 4317; "off" turns it off
  --host <address>          default 127.0.0.1; an address that others reach needs --token
  --token <token>           required of all who read or send: the page has it in the address that is printed, programs
                            send "Authorization: Bearer <token>", and SDKs do with
                            OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>"
  --token-file <file>       has the token in its first line: arguments are seen by other users until the explorer has
                            started; the environment may set it as SPANLINK_EXPLORER_TOKEN, too
  --allow-origin <url>      lets the pages of an origin send spans, such as https://shop.example.com, besides those that
                            this machine serves; may be repeated, and * is any page

Storage
  --data <folder>           of the embedded engine, default .spanlink
  --clickhouse <url>        a ClickHouse server instead: http://user:password@host:8123; an otel_traces that a
                            Collector writes there is used as it is, and the spans in it are indexed
  --cluster <name>          a cluster of that server, on which tables are Replicated and Distributed
  --database <name>         default "default"
  --retention <days>        deletes spans after this time; by default they stay. If an earlier start kept more, nothing
                            is deleted, and the explorer does not start without
  --fsync                   acknowledges spans only once the disk has them, at a price in speed; without it, a power
                            failure may lose the last seconds
  --delete-older            deletes what an earlier start kept longer than --retention says

Keeping: everything stays here for a day, and what matters is forwarded, with all that led to it and all it led to
  --keep <file>             says which traces, by policies in the words of the Collector's tail_sampling processor
  --forward <url>           an OTLP receiver, such as http://collector:4318; the following, where they are not given, are
                            those of OTEL_EXPORTER_OTLP_PROTOCOL, _COMPRESSION, _TIMEOUT, _HEADERS, _CERTIFICATE,
                            _CLIENT_CERTIFICATE and _CLIENT_KEY, and of OTEL_EXPORTER_OTLP_TRACES_… before these
  --forward-protocol <p>    http/protobuf or grpc; by default grpc for port 4317, and else http/protobuf
  --forward-compression <c> gzip or none
  --forward-timeout <ms>    of one request, default 10000
  --forward-header <h>      name=value; may be repeated. It is seen in lists of processes until the explorer has started
  --forward-certificate <file>, --forward-client-certificate <file>, --forward-client-key <file>
                            in PEM: of those that are trusted, and our own

Other
  --no-open                 does not open the page in a browser
  --open-in <name=url>      a link to another backend: Jaeger=http://localhost:16686/trace/{traceId}; may be repeated
  -h, --help                prints this help
  -v, --version             prints the version

Ctrl-C stops it, after the spans it has received are stored.
`;

const QUERY = `Asks an explorer, and prints the answer as JSON.

Usage
  spanlink-explorer query <question> [key=value …] [options]

  spanlink-explorer query search status=error service=payments
  spanlink-explorer query search causedBy.attribute=job.id=42
  spanlink-explorer query graph trace=0af7651916cd43dd8448eb211c80319c hops=5 --table
  spanlink-explorer query chain trace=0af7651916cd43dd8448eb211c80319c clocks=adjusted --table

Options
  --url <url>               the explorer to ask, default http://127.0.0.1:4319
  --token, --token-file     the token that it was started with
  --data, --clickhouse, --cluster, --database
                            the store to read, without a running explorer
  --table                   prints a table for people instead of JSON, and below it what it leaves out

Without --url and --data, asks the explorer that runs at the default address, or else reads the folder .spanlink.

Questions
`;

const DOCTOR = `Checks Node, the disk, the ports, the store, its tables and the back-fill; if an explorer runs, sends a
test span through it. Takes the options that the explorer is started with. Exits with 1 if anything is wrong.
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
    : `${QUERY}${questionList()}\n"spanlink-explorer help query <question>" lists its parameters.\n`;
}

/** Returns the help of a question, with its parameters. */
function helpOnQuestion(name: QuestionName): string {
  const { summary, parameters }: Question = QUESTIONS[name];
  const width = Math.max(0, ...Object.keys(parameters).map((key) => key.length)) + 2;
  const lines = Object.entries(parameters).map(([key, { description, isRequired, schema }]) => {
    const notes = [
      ...(isRequired ? ['required'] : []),
      ...(schema.enum ? [schema.enum.join(', ')] : []),
      ...(schema.default === undefined ? [] : [`default ${schema.default}`]),
    ];
    return `  ${key.padEnd(width)}${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}\n`;
  });
  const list = lines.length > 0 ? `\n${lines.join('')}` : '';
  return `${summary}\n\nspanlink-explorer query ${name} [key=value …]\n${list}`;
}
