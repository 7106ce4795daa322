/** The files that snippets make: complete ones, and fragments below the imports of what they may use. */
import { join } from 'node:path';
import type ts from 'typescript';
import { ENTRIES, errorsIn, exportsOf, programOf } from './compile';
import { ROOT, type Snippet } from './snippets';

/** A file in memory. */
export interface SnippetFile {
  readonly path: string;
  readonly text: string;
  /** Its snippets, each with the line that its code begins in, from 0. */
  readonly parts: readonly [Part, ...Part[]];
  /** Whether it uses values of which there are types alone, so that it cannot run. */
  readonly assumesValues: boolean;
  readonly isLegacy: boolean;
}

interface Part {
  readonly snippet: Snippet;
  readonly from: number;
}

type Group = readonly [Snippet, ...Snippet[]];

const ASSUMED = join(ROOT, 'test/docs/assumed');
const OTHERS = ['@opentelemetry/api', '@opentelemetry/sdk-trace-node'];
/** The errors that name what is not declared. */
const NOT_FOUND = new Set([2304, 2503, 2552, 18004]);

/** Returns the files of snippets, which are in the order of their pages. */
export function filesOf(snippets: readonly Snippet[]): SnippetFile[] {
  const groups: [Snippet, ...Snippet[]][] = [];
  for (const snippet of snippets) {
    if (snippet.continues) groups.at(-1)?.push(snippet);
    else groups.push([snippet]);
  }
  const unbound = unboundNames(new Map(groups.map((group) => [pathOf(group), joined(group, '').text])));
  const exports = exportsOf([...Object.keys(ENTRIES), ...OTHERS, ASSUMED]);
  return groups.map((group) => {
    const path = pathOf(group);
    const modules = modulesFor(group);
    const needed = (unbound.get(path) ?? []).flatMap((name) => {
      const from = modules.find((module) => exports.get(module)?.has(name));
      return from === undefined ? [] : [{ name, from, isValue: exports.get(from)?.get(name) === true }];
    });
    return {
      path,
      ...joined(group, needed.map(({ from, name }) => `import { ${name} } from '${from}';`).join(' ')),
      assumesValues:
        needed.some(({ from, isValue }) => from === ASSUMED && isValue) ||
        group.some(({ assumes }) => /\bdeclare (?!module|global|namespace)/.test(assumes.join('\n'))),
      isLegacy: group.some(({ isLegacy }) => isLegacy),
    };
  });
}

/** Files of a page stand beside each other, so that they can import each other. */
function pathOf([{ file, line, path, language }]: Group): string {
  const folder = join(ROOT, 'test/docs/snippets', file.replaceAll(/[./]/g, '-'));
  return join(folder, path ?? `line-${line.toString()}.${language}`);
}

/**
 * Names the modules whose exports a fragment may use without importing them, the nearest first. A complete file imports
 * what it uses, and so does a fragment with imports of its own, but for the words of examples (`Order`, `message`).
 */
function modulesFor(group: Group): string[] {
  const [{ file, path }] = group;
  if (path !== undefined) return [];
  if (file.endsWith('.md')) return /^import /m.test(group.map(({ code }) => code).join('')) ? [ASSUMED] : ALL;
  const isNear = (entry: string): boolean => file.startsWith((ENTRIES[entry] ?? '').replace(/index\.ts$/, ''));
  const near = Object.keys(ENTRIES).filter((entry) => entry !== 'spanlink' && isNear(entry));
  return [...near, ...ALL];
}

const ALL = [...Object.keys(ENTRIES), ASSUMED, ...OTHERS];

/** Puts the text of a file together: imports in its first line, what its snippets assume, and their code. */
function joined(group: Group, imports: string): Pick<SnippetFile, 'text' | 'parts'> {
  const lines = [imports];
  const parts = group.map((snippet) => {
    for (const assumed of snippet.assumes) lines.push(...assumed.split('\n'));
    if (snippet.isInClass) lines.push('class Example {');
    const from = lines.length;
    lines.push(...snippet.code.split('\n'));
    if (snippet.isInClass) lines.push('}');
    return { snippet, from };
  });
  return { text: lines.join('\n'), parts: parts as [Part, ...Part[]] };
}

/** Returns the names in each text that are declared nowhere in it. */
function unboundNames(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const program = programOf(files, { noLib: true, noResolve: true, types: [], experimentalDecorators: true });
  const nameIn = ({ code, start, length, file }: ts.Diagnostic): string[] =>
    NOT_FOUND.has(code) && start !== undefined ? [file?.text.slice(start, start + (length ?? 0)) ?? ''] : [];
  return new Map([...files.keys()].map((path) => [path, [...new Set(errorsIn(program, path).flatMap(nameIn))]]));
}
