/** What `--help` says. */
import { EXPORT } from '../../api/export.js';
import type { Parameters } from '../../api/parameters.js';
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { GENERAL, OPEN, KEEP, QUERY, DOCTOR, EXPORT_HELP, MCP } from './help-texts.js';

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
  if (command === 'open') return OPEN;
  if (command === 'mcp') return MCP;
  if (command === 'keep') return KEEP;
  if (command === 'export') return `${EXPORT_HELP}${parameterList(EXPORT.parameters)}`;
  if (command !== 'query') return GENERAL;
  return name !== undefined && Object.hasOwn(QUESTIONS, name)
    ? helpOnQuestion(name as QuestionName)
    : `${QUERY}${questionList()}\n"spanlink-explorer help query <question>" lists its parameters.\n`;
}

/** Returns the help of a question, with its parameters. */
function helpOnQuestion(name: QuestionName): string {
  const { summary, parameters }: Question = QUESTIONS[name];
  const list = parameterList(parameters);
  return `${summary}\n\nspanlink-explorer query ${name} [key=value …]\n${list === '' ? '' : `\n${list}`}`;
}

/** Returns a line for each parameter. */
function parameterList(parameters: Parameters): string {
  const width = Math.max(0, ...Object.keys(parameters).map((key) => key.length)) + 2;
  return Object.entries(parameters)
    .map(([key, { description, isRequired, schema }]) => {
      const notes = [
        ...(isRequired ? ['required'] : []),
        ...(schema.enum ? [schema.enum.join(', ')] : []),
        ...(schema.default === undefined ? [] : [`default ${schema.default}`]),
      ];
      return `  ${key.padEnd(width)}${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}\n`;
    })
    .join('');
}
