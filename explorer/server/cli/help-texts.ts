/** The texts of `--help`, without the lists that the API makes. */
import { VERSION } from '../version.js';

export const GENERAL = `Spanlink explorer ${VERSION}: see causality across traces, in both directions.

Usage
  spanlink-explorer [options]                        receives spans, and shows them on a page
  spanlink-explorer open <file> …                    shows the spans of files, apart from all others
  spanlink-explorer keep --dry-run <file> [options]  says what a keep file would keep of what is held
  spanlink-explorer query <question> [key=value …]   asks a question on the command line
  spanlink-explorer export trace=<id> [key=value …]  prints the spans of a causal graph, as a file to open
  spanlink-explorer mcp [options]                    answers an agent, as a server of the Model Context Protocol
  spanlink-explorer doctor [options]                 checks that everything works
  spanlink-explorer help <command>                   says more; of query, it lists the questions

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
  --min-free <size>         of the disk of --data, such as 2GiB: once less is free, the oldest traces that are not kept
                            are deleted before their time; default 1GiB, or 5 % of a small disk, and 0 is none

Other
  --metrics-endpoint <url>  sends the metrics of /metrics over OTLP: http://collector:4318/v1/metrics; by default that of
                            OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, every OTEL_METRIC_EXPORT_INTERVAL milliseconds
  --no-open                 does not open the page in a browser
  --open-in <name=url>      a link to another backend: Jaeger=http://localhost:16686/trace/{traceId}; may be repeated
  -h, --help                prints this help
  -v, --version             prints the version

Ctrl-C stops it, after the spans it has received are stored.
`;

export const OPEN = `Shows the spans of files on a page, in a store that is deleted when it is stopped.

Usage
  spanlink-explorer open <file> … [options]

  spanlink-explorer open traces.jsonl traces-2026-11-27.jsonl.gz
  spanlink-explorer open jaeger.json zipkin.json --no-open
  curl -s http://jaeger:16686/api/traces/0af7651916cd43dd8448eb211c80319c | spanlink-explorer open -

Reads, whatever their names, and several of them in one file:
  OTLP in JSON              lines as the Collector's file exporter writes them, or one document; answers of Tempo, and
                            of Jaeger's /api/v3
  OTLP in protobuf          one request, or several with their lengths, as the file exporter writes them
  Jaeger's JSON             as its page saves a trace; references that are no calls become links
  Zipkin's JSON             version 2 and 1
each packed with gzip or zstd, or not. What is broken is told with its line, and left out.

Options
  --data <folder>           keeps the spans there, beside those that it has; or --clickhouse <url>, on a server
  --port <port>             of the page; default 4319, or another one if that is taken
and the others of the explorer. It receives no spans unless --otlp-http-port or --otlp-grpc-port are given. Folders for
temporary files are chosen with the environment's TMPDIR.
`;

export const KEEP = `Says what a keep file would keep of what is held: by policy, as causes and as effects, how many
stories whole, and what the same rules would keep without links. Nothing is kept, forwarded or changed.

Usage
  spanlink-explorer keep --dry-run <file> [options]

  spanlink-explorer keep --dry-run keep.yaml --since 24h --data .spanlink

Options
  --since <duration>        looks at what came since then, default 24h
  --data, --clickhouse, --cluster, --database
                            the store to read, in which spans are held as it was started with --keep; a data folder that
                            an explorer has open cannot be read
`;

export const QUERY = `Asks an explorer, and prints the answer as JSON.

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

export const DOCTOR = `Checks Node, the disk, the ports, the engine, the store, its tables and the back-fill; if an
explorer runs, asks that one, and sends it a request without spans. Takes the options that the explorer is started with.
Exits with 1 if anything is wrong.

  --url <url>               the explorer to check, default http://127.0.0.1:4319
  --test-span               sends a span through it, which stays there
`;

export const EXPORT_HELP = `Prints the spans of a causal graph as OTLP in JSON, a request on each line: a file that
"spanlink-explorer open" and the OpenTelemetry Collector read, and that can be attached to a bug report.

Usage
  spanlink-explorer export trace=<id> [key=value …] [options] > spans.jsonl

  spanlink-explorer export trace=0af7651916cd43dd8448eb211c80319c ids=renamed times=shifted > spans.jsonl

Takes the options --url, --token, --data and --clickhouse of query. Values of attributes are written as text, which is
how they are stored.

Parameters
`;

export const MCP = `Answers the questions of an agent as tools, over the standard streams (Model Context Protocol).

Usage
  spanlink-explorer mcp [options]

  claude mcp add spanlink -- npx @spanlink/explorer mcp

Tools are the questions that "spanlink-explorer help query" lists, and causes and effects, which ask several of them.
Answers are text within the tokens that the agent asks for. Takes the options --url, --token, --data and --clickhouse of
query. A running explorer has the same tools over HTTP, at http://127.0.0.1:4319/mcp.
`;
