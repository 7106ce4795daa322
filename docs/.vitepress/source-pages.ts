/** Pages that show the files to which pages link and that are none themselves, such as samples. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isElsewhere, sourcePageOf, targetOf } from './links';
import { pageFiles, pageOf } from './pages';
import { readPage } from './read-page';

const PICTURES = /\.(?:png|svg)$/;

/** Writes a page for each of these files below `docs`, and removes the earlier ones. */
export function writeSourcePages(root: string): void {
  rmSync(join(root, 'docs', dirname(sourcePageOf('x'))), { recursive: true, force: true });
  for (const file of linkedFiles(root)) {
    const page = join(root, 'docs', sourcePageOf(file));
    const language = /\w+$/.exec(file)?.[0] ?? '';
    const code = readFileSync(join(root, file), 'utf8');
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, `# \`${file}\`\n\n\`\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\`\n`);
  }
}

/** Returns the files that pages link to and that are neither pages nor pictures. */
function linkedFiles(root: string): Set<string> {
  const files = pageFiles(root).flatMap((page) =>
    readPage(readFileSync(join(root, page), 'utf8'))
      .links.filter((link) => !isElsewhere(link))
      .map((link) => targetOf(link, page, root)),
  );
  return new Set(files.filter((file) => pageOf(file) === undefined && !PICTURES.test(file)));
}
