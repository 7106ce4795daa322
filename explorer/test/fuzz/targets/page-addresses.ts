/** The address of the page: read and written again, and never a question that the API has to refuse for its form. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { hrefTo, parseAddress, VIEWS } from '../../../page/data/address';
import {
  formatViewport,
  isSelectable,
  parseSpanKey,
  parseTimelineState,
} from '../../../page/views/timeline/timeline-state';
import { describeSearch, isSearch, NAMES, searchParams } from '../../../page/views/traces/search-params';
import { writeQuestion } from '../../../api/questions';
import { matchRoute } from '../../../server/serve/routes.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const NOW = 1_795_000_000_000;

export const target: FuzzTarget = {
  seeds: [
    `?view=timeline&trace=${TRACE}&hops=5&direction=causes&open=${TRACE}&shut=0af7651916&at=0.25,0.5,120`,
    `?service=a&last=1h&causedBy.status=error&ledTo.trace=${TRACE}&attribute=k%3Dv&kept=not_kept&policy=p`,
    `?view=graph&sel=${TRACE}:b7ad6b7169203331:2&clocks=adjusted&traces=1e3&spans=-1`,
  ],
  words: ['&', '=', '%', '+', 'view=', '__proto__', 'constructor', '1e400', 'NaN', ',', '\\u202e', '%00', '?'],
  run: (input) => {
    const text = input.toString();
    const { view, query } = parseAddress(text);
    strictEqual(VIEWS.includes(view), true);
    const again = parseAddress(hrefTo(view, {}, query));
    deepStrictEqual([again.view, [...again.query]], [view, [...query].filter(([name]) => name !== 'view')]);
    const state = parseTimelineState(query);
    strictEqual(Number.isInteger(state.hops) && state.hops >= 0 && state.hops <= 50, true);
    for (const limit of Object.values(state.limits)) strictEqual(Number.isInteger(limit) && limit >= 1, true);
    const viewport = state.initialViewport;
    if (viewport !== undefined) {
      strictEqual(viewport.from < viewport.to && Number.isFinite(viewport.top), true);
      formatViewport(viewport);
    }
    const key = parseSpanKey(state.selected);
    if (key !== undefined) strictEqual(`${key.traceId}:${key.spanId}`, state.selected?.slice(0, 49));
    const params = searchParams(query, NOW);
    for (const name of Object.keys(params)) strictEqual([...NAMES, 'receivedSince'].includes(name), true, name);
    const sentence = describeSearch(query);
    strictEqual(/undefined|\[object|NaN/.test(sentence) && !/undefined|object|NaN/.test(text), false, sentence);
    // names and ids of any content are one segment of a path each
    const path = writeQuestion('run', { workflow: text.toWellFormed(), run: 'r' });
    if (text !== '') deepStrictEqual(matchRoute(path)?.inPath, { workflow: text.toWellFormed(), run: 'r' });
    return [view, [...query], state, isSearch(query), isSelectable(state.selected ?? ''), params, sentence];
  },
};
