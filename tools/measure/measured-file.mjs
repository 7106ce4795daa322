// docs/measured.json: of each part, the command, the day, the machine, the versions, and the figures.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

export const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'docs/measured.json');

export const readMeasured = () => JSON.parse(readFileSync(FILE, 'utf8'));

export async function writeMeasured(measured) {
  const sorted = Object.fromEntries(Object.entries(measured).sort(([one], [other]) => (one < other ? -1 : 1)));
  const text = await format(JSON.stringify(sorted), { ...(await resolveConfig(FILE)), filepath: FILE });
  writeFileSync(FILE, text);
}
