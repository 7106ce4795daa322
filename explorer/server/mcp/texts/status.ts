/** `status`: how much there is, and what is not. */
import type { StatusAnswer } from '../../../api/answers.js';
import { counted } from './words.js';

export const statusLines = ({ version, spans, links, backfill, lost }: StatusAnswer): string[] => [
  `explorer ${version} · ${counted(spans, 'span')} · ${counted(links, 'link')}`,
  ...(backfill.isDone ? [] : [`INCOMPLETE: earlier spans are still indexed, ${backfill.done} of ${backfill.total}.`]),
  ...(lost === undefined ? [] : ['INCOMPLETE: spans were lost with torn files; the page says which.']),
];
