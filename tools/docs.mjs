// The site of the docs: `npm run docs` builds it into docs/.vitepress/dist, `npm run docs:dev` serves it and follows
// changes, `npm run docs:preview` serves what was built. More arguments go to VitePress, such as
// `npm run docs -- --base /spanlink/`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GENERATED } from '../docs/.vitepress/pages.ts';
import { writeSourcePages } from '../docs/.vitepress/source-pages.ts';
import { writeReference } from './docs/reference.mjs';

const [command, ...options] = process.argv.slice(2);
if (command !== 'preview') {
  // first, as it empties the folder
  await writeReference(GENERATED);
  writeSourcePages(process.cwd());
}
const vitepress = join('node_modules', 'vitepress', 'bin', 'vitepress.js');
const { status } = spawnSync(process.execPath, [vitepress, command, 'docs', ...options], { stdio: 'inherit' });
process.exitCode = status ?? 1;
