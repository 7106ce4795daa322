// The site of the docs: `npm run docs` builds it into docs/.vitepress/dist, `npm run docs:dev` serves it and follows
// changes, `npm run docs:preview` serves what was built. More arguments go to VitePress, such as
// `npm run docs -- --base /spanlink/`.
import { spawnSync } from 'node:child_process';
import { writeSourcePages } from '../docs/.vitepress/source-pages.ts';

const [command, ...options] = process.argv.slice(2);
if (command !== 'preview') writeSourcePages('.');
const { status } = spawnSync('npx', ['--no-install', 'vitepress', command, 'docs', ...options], { stdio: 'inherit' });
process.exitCode = status ?? 1;
