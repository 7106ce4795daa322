/** `export`: prints the spans of a causal graph as OTLP in JSON, a request on each line. */
import type { Bound } from '../../api/answers.js';
import { CUT_BY_HEADER, EXPORT, EXPORT_TYPE } from '../../api/export.js';
import { readParameters } from '../../api/read-parameters.js';
import { exportGraph } from '../query/export/export-graph.js';
import { createStoreReader } from '../store/store-reader.js';
import { askRunning, explorerToAsk, withStore } from './ask.js';
import type { CommandLine } from './options.js';
import { pathOf, readPairs } from './pairs.js';
import { escapeUnprintable } from './printable.js';
import type { Terminal } from './terminal.js';

/** Prints the lines. Throws a `UsageError` or `QuestionError`, or the error of the explorer or the store. */
export async function exportSpans(commandLine: CommandLine, terminal: Terminal): Promise<void> {
  const pairs = readPairs('export', EXPORT, commandLine.rest, 'help export');
  // reports mistakes before anything is opened or sent
  const params = readParameters('export', EXPORT.parameters, pairs.search);
  const print = async (lines: AsyncIterable<string>): Promise<void> => {
    for await (const line of lines) await terminal.flush(escapeUnprintable(line));
  };
  const url = await explorerToAsk(commandLine);
  if (url !== undefined) {
    const response = await askRunning(url, pathOf(EXPORT, pairs), EXPORT_TYPE, commandLine.explorer.token);
    if (response.body) await print(response.body.pipeThrough(new TextDecoderStream()));
    return tellCut((response.headers.get(CUT_BY_HEADER) ?? '').split(', ').filter(Boolean), terminal);
  }
  await withStore(commandLine, async (store) => {
    const { cutBy, lines } = await exportGraph(createStoreReader(store), params);
    await print(lines);
    tellCut(cutBy, terminal);
  });
}

function tellCut(cutBy: readonly (Bound | string)[], terminal: Terminal): void {
  const raised = cutBy.filter((bound) => bound in EXPORT.parameters).map((bound) => `${bound}=…`);
  const advice = raised.length > 0 ? `; raise ${raised.join(', ')}` : '';
  if (cutBy.length > 0) terminal.say(`Incomplete: cut by a limit on ${cutBy.join(', ')}${advice}.\n`);
}
