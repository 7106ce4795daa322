/** Formats the summary as Markdown tables, as the README quotes them. */

const SHORT = { amplication: '@amplication/opentelemetry-nestjs' };

/** Contenders that are not among the peers. */
const OWN_COLUMNS = new Set(['hand-written', 'spanlink', 'SDK alone']);

/** Formats the whole report; a dash stands for work that a contender cannot do. */
export function report({
  environment,
  contenders,
  table,
  counts,
  nested,
  memory,
  messages,
  tools,
  stages,
  temporal,
  imports,
  shops,
  checks,
}) {
  const peers = contenders.filter((name) => !OWN_COLUMNS.has(name));
  const parts = [environment];
  if (table.length > 0) {
    parts.push(
      'Ratios of medians of processor time to the hand-written code; below 1 is faster.',
      markdown(
        [
          'work',
          'SDK',
          'by hand, ns',
          'spanlink',
          'target',
          'of the SDK alone',
          'target',
          ...peers.map(title),
          'of nestjs-otel, at most 0.75',
        ],
        table.map(({ work, state, time, ratios, target, ofNestjsOtel, ofSdk, ofSdkTarget }) => [
          work,
          state,
          Math.round(time),
          fixed(ratios.spanlink),
          `${target} ${mark(checks, `${work}, ${state}`)}`,
          fixed(ofSdk),
          ofSdkTarget === undefined ? '–' : `${ofSdkTarget} ${mark(checks, `${work}, ${state}, of the SDK alone`)}`,
          ...peers.map((name) => fixed(ratios[name])),
          `${fixed(ofNestjsOtel)} ${mark(checks, `${work}, ${state}, of nestjs-otel`)}`,
        ]),
        2,
      ),
    );
  }
  if (counts.length > 0) {
    const linking = contenders.filter((name) => counts[0].times[name] !== undefined);
    parts.push(
      'Links of one call: nanoseconds of processor time for each link, and links recorded (on so many spans).',
      markdown(
        ['links', ...linking.flatMap((name) => [`${title(name)}, ns`, 'recorded'])],
        counts.map(({ links, times, effects }) => [
          links.toLocaleString('en'),
          ...linking.flatMap((name) => [
            Math.round(times[name] / links),
            `${effects[name].links.toLocaleString('en')} (${effects[name].spans})`,
          ]),
        ]),
        0,
      ),
    );
  }
  if (nested.length > 0) {
    parts.push(
      `Each of ${nested[0].depth} nested calls, as a ratio to a single call.`,
      markdown(
        ['SDK', ...contenders.map(title)],
        nested.map(({ state, ratios }) => [state, ...contenders.map((name) => fixed(ratios[name]))]),
        1,
      ),
    );
  }
  if (memory.length > 0) {
    parts.push(
      'Bytes for each call with one link: allocated by a sync call; held by an async call while it waits; retained ' +
        'when it is done.',
      markdown(
        ['SDK', 'contender', 'allocated', 'held', 'retained'],
        memory.map(({ state, contender, allocated, held, retained }) => [
          state,
          title(contender),
          ...[allocated, held, retained].map(Math.round),
        ]),
        2,
      ),
    );
  }
  if (messages.length > 0) {
    parts.push(
      '`linksFrom` on a message: nanoseconds of processor time for each link, and the ratios to a bare carrier, and ' +
        "to OpenTelemetry's own `propagation.extract` of that.",
      markdown(
        ['message', 'ns', 'to a bare carrier', 'to its extraction'],
        messages.map(({ client, time, ratio, ofExtracted }) => [
          client,
          Math.round(time),
          `${fixed(ratio)} ${mark(checks, `a message of ${client}, of a bare carrier`)}`,
          `${fixed(ofExtracted)} ${mark(checks, `a message of ${client}, of the extraction of a bare carrier`)}`,
        ]),
        1,
      ),
    );
  }
  if (tools.length > 0) {
    parts.push(
      "A tool call of the Model Context Protocol: microseconds of the server's processor time without spans, and " +
        'what one span adds. By hand in the handler it leaves out validation, errors of the protocol, and the ' +
        'answer; by hand around the transport it covers what that of `traceServer` does, whose ratio is to it. The ' +
        'spread is that between two processes with the same code by hand, by which the ratio may be more.',
      markdown(
        ['transport', 'no spans, µs', 'in the handler', 'by hand', 'traceServer', 'ratio', 'spread', 'target'],
        tools.map(({ transport, none, inHandler, byHand, own, ratio, spread }) => [
          transport,
          ...[none, inHandler, byHand, own].map((time) => time.toFixed(1)),
          fixed(ratio),
          fixed(spread),
          mark(checks, `traceServer over ${transport}, of spans by hand`),
        ]),
        1,
      ),
    );
  }
  if (stages.length > 0) {
    parts.push(
      'A stage, on top of its span: microseconds of time, and the ratio to the bare queries that it makes.',
      markdown(
        ['ledger', 'over a span, µs', 'bare queries, µs', 'ratio'],
        stages.map(({ ledger, over, bare, ratio }) => [
          ledger,
          (over / 1_000).toFixed(1),
          ratio === undefined ? '–' : (bare / 1_000).toFixed(1),
          fixed(ratio),
        ]),
        1,
      ),
    );
  }
  if (temporal.length > 0) {
    parts.push(
      'Microseconds of processor time that interceptors add to an attempt at an activity of Temporal, and to a task ' +
        'of a workflow.',
      markdown(
        ['added to', 'spanlink', "Temporal's own", 'ratio'],
        temporal.map(({ state, own, theirs, ratio }) => [
          state,
          (own / 1_000).toFixed(1),
          (theirs / 1_000).toFixed(1),
          `${fixed(ratio)} ${mark(checks, `added to a Temporal ${state}, of Temporal's own interceptors`)}`,
        ]),
        1,
      ),
    );
  }
  if (imports.length > 0) {
    const [{ times }] = imports;
    parts.push(
      'Milliseconds to load each in a fresh process; all but the API by itself after the API, unless it says so.',
      markdown(
        ['module system', ...Object.keys(times), 'target'],
        imports.map(({ system, times }) => [
          system,
          ...Object.values(times).map((time) => time.toFixed(1)),
          mark(checks, `loading spanlink, ${system}, ms`),
        ]),
        1,
      ),
    );
  }
  if (shops.length > 0) {
    parts.push(
      "The shop's `POST /orders` under autocannon, four spans and a link for each request: requests a second; ratios " +
        "to the hand-written code, of throughput (above 1 is faster) and of the server's processor time (below 1 is " +
        "faster); Spanlink's throughput as a ratio to each.",
      markdown(
        ['spans by', 'requests/s', 'throughput', 'processor time', 'spanlink to it'],
        shops.map(({ contender, throughput, ratio, cpuRatio, ofSpanlink }) => {
          const check = `throughput of the shop, of ${contender}`;
          return [
            title(contender),
            Math.round(throughput),
            exact(ratio),
            exact(cpuRatio),
            contender === 'spanlink' ? '–' : `${exact(ofSpanlink)} ${mark(checks, check)}`,
          ];
        }),
        1,
      ),
    );
  }
  const reached = checks.filter(({ isReached }) => isReached).length;
  const missed = checks
    .filter(({ isReached }) => !isReached)
    .map(({ name, value, target }) => `missed: ${name}: ${fixed(value)}, target ${target}`);
  return [...parts, [...missed, `${reached} of ${checks.length} targets reached`].join('\n')].join('\n\n');
}

function title(name) {
  return SHORT[name] ?? name;
}

function mark(checks, name) {
  return checks.find((check) => check.name === name).isReached ? '✓' : '✗';
}

function fixed(value) {
  return value === undefined ? '–' : value.toFixed(value < 0.1 ? 3 : 2);
}

/** Formats a ratio in which a hundredth is a large difference. */
function exact(value) {
  return value.toFixed(3);
}

/** Formats a table with aligned columns: the first `words` columns on the left, the numbers on the right. */
function markdown(head, rows, words) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const pad = (cell, column) => (column < words ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const line = (row) => `| ${row.map(pad).join(' | ')} |`;
  const dashes = (width, column) => (column < words ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`);
  const rule = `|${widths.map(dashes).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}
