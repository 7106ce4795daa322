// Writes what depends on the declarations of message readers, and with `--check` compares it with what is there:
// `npm run generate`. The written code calls each reader's own function, so that an application loads nothing else.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import prettier from 'prettier';

const SOURCES = fileURLToPath(new URL('../lib/sources/', import.meta.url));
const MESSAGES = join(SOURCES, 'messages');
const NOTE = '// written by `npm run generate` out of readers.ts';

const load = (path) => import(pathToFileURL(path).href);
const { ALL_READERS, OTHER_FIELDS, OTHER_READERS, READERS } = await load(join(MESSAGES, 'readers.ts'));

const WRITTEN = {
  'fields.ts': renderFields,
  'read-message.ts': () =>
    renderDispatch({
      header: 'Reads messages of known clients by their structure, without importing any of them.',
      name: 'readMessage',
      readers: READERS,
      known: 'context',
    }),
  'read-other-message.ts': () =>
    renderDispatch({
      header: 'Reads the messages and events of more clients, which are looked at when nothing else was found.',
      name: 'readOtherMessage',
      readers: OTHER_READERS,
      known: 'params',
    }),
};

/** The module and the name of each function that readers call, and the readers that somebody declared. */
const functions = new Map();
const declared = new Map();
const files = readdirSync(MESSAGES).filter((name) => !(name in WRITTEN) && name !== 'readers.ts');
for (const path of [...files.map((name) => join(MESSAGES, name)), join(SOURCES, 'headers/read-carrier.ts')])
  for (const [name, value] of Object.entries(await load(path))) {
    const folder = path.startsWith(MESSAGES) ? '.' : '../headers';
    if (typeof value === 'function') functions.set(value, { from: `${folder}/${basename(path, '.ts')}.js`, name });
    else if (value?.fields !== undefined) declared.set(value, name);
  }

const unlisted = [...declared].filter(([reader]) => !ALL_READERS.includes(reader)).map(([, name]) => name);
if (unlisted.length > 0) throw new Error(`readers.ts does not list ${unlisted.join(', ')}`);

let stale = 0;
for (const [file, render] of Object.entries(WRITTEN)) {
  const path = join(MESSAGES, file);
  const text = await prettier.format(render(), { ...(await prettier.resolveConfig(path)), parser: 'typescript' });
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    stale++;
    console.error(`${file} is not what readers.ts declares; run npm run generate`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function renderFields() {
  const fields = new Set([...OTHER_FIELDS, ...ALL_READERS.flatMap((reader) => reader.fields)]);
  return `/** The fields of messages that are looked into, and so are none of a carrier's headers. */
${NOTE}

export const MESSAGE_FIELDS: ReadonlySet<string> = new Set(${JSON.stringify([...fields])});
`;
}

function renderDispatch({ header, name, readers, known }) {
  const fields = [...new Set(readers.map((reader) => reader.fields[0]))];
  return `/** ${header} */
${NOTE}
import { addResult, type ContextSink } from '../context-sink.js';
${renderImports(readers)}
import type { Message } from './message-reader.js';

/**
 * Adds the context in the field where the message's client puts it, or those of all messages in it.
 *
 * @param ${known} The message's \`${known}\`, which has been read already.
 * @returns true if there is any.
 */
export function ${name}(item: object, ${known}: unknown, sink: ContextSink): boolean {
  const fields = item as Message;
  ${fields.map((field) => renderField(field, readers, known)).join('\n')}
  return false;
}
`;
}

function renderImports(readers) {
  const names = new Map();
  for (const reader of readers) {
    const { from, name } = functionOf(reader);
    names.set(from, (names.get(from) ?? new Set()).add(name));
  }
  return [...names]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, all]) => `import { ${[...all].sort().join(', ')} } from '${from}';`)
    .join('\n');
}

/** Renders the step that looks at one field, with all readers that ask for it. */
function renderField(field, readers, known) {
  const value = field.replace(/\W(\w)/g, (_, letter) => letter.toUpperCase());
  const asked = readers.filter((reader) => reader.fields[0] === field);
  const call = (reader) => {
    const { name } = functionOf(reader);
    return `${name}(${[value, 'fields', known].slice(0, (reader.read ?? reader.list).length).join(', ')})`;
  };
  const several = asked.filter(({ list }) => list !== undefined).map(call);
  const found = asked.filter(({ list }) => list === undefined).map((reader) => `addResult(${call(reader)}, sink)`);
  const lines = [
    field === known ? '' : `const { ${value === field ? field : `'${field}': ${value}`} } = fields;`,
    several.length === 0
      ? ''
      : `const ${value}List = ${value} ? ${several.join(' ?? ')} : undefined;
         if (${value}List !== undefined) return sink.addMessages(${value}List);`,
    found.length === 0 ? '' : `if (${value} && (${found.join(' || ')})) return true;`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function functionOf(reader) {
  const found = functions.get(reader.read ?? reader.list);
  if (found === undefined) throw new Error(`${declared.get(reader)} calls a function that its file does not export`);
  return found;
}
