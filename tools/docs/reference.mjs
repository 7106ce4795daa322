/** The reference of the public surface as Markdown: a page for each entry point, from the doc comments. */
import { readFileSync } from 'node:fs';
import { Application, Comment } from 'typedoc';

/**
 * Writes the pages into a folder, and removes the earlier ones.
 *
 * @throws if a doc comment says what TypeDoc does not understand, such as a link to nothing.
 */
export async function writeReference(folder) {
  const entries = entryPoints();
  const application = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ file }) => file),
    tsconfig: 'tsconfig.json',
    out: folder,
    name: 'API reference',
    router: 'module',
    entryFileName: 'index',
    readme: 'none',
    disableGit: true,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    githubPages: false,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: false,
    pageTitleTemplates: { index: '{projectName}', module: '{name}' },
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    useCodeBlocks: true,
    // types behind the public ones have no pages, as they cannot be imported
    validation: { notExported: false, invalidLink: true, rewrittenLink: true },
    treatWarningsAsErrors: true,
    logLevel: 'Warn',
  });
  const project = await application.convert();
  if (project === undefined) throw new Error('the sources do not compile');
  for (const module of project.children ?? []) {
    const entry = entries.find(({ file }) => file === `${module.name === 'index' ? '' : `${module.name}/`}index.ts`);
    module.name = entry.name;
    module.comment = new Comment([{ kind: 'text', text: entry.text }]);
  }
  application.validate(project);
  await application.generateOutputs(project);
  if (application.logger.hasErrors() || application.logger.hasWarnings())
    throw new Error('see what TypeDoc says above');
}

/** Returns the entry points by name, each with its source, and what that says in its first lines. */
function entryPoints() {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.entries(exports)
    .filter(([path]) => path !== './package.json')
    .map(([path, found]) => {
      const file = found.import.types.replace('./dist/esm/', '').replace('.d.ts', '.ts');
      const [, header] = /^\/\*\*([^]*?)\*\//.exec(readFileSync(file, 'utf8'));
      const text = header
        .replaceAll(/^ *\* ?/gm, '')
        .trim()
        .replace(/^(?:`spanlink[^`]*`|Spanlink): (.)/, (_, first) => first.toUpperCase());
      return { name: path.replace('.', 'spanlink'), file, text };
    });
}
