// Writes what each entry point of the package exports, with its types, into tools/api: `npm run api`. With `--check` it
// compares, so that a change of the public surface is in the diff of the commit that makes it. Reads the built package.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const FOLDER = 'tools/api';
const isCheck = process.argv.includes('--check');
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.entries(exports)
  .filter(([path]) => path !== './package.json')
  .map(
    ([
      path,
      {
        import: { types },
      },
    ]) => ({ types, file: `${path.replace('.', 'spanlink').replaceAll('/', '-')}.md` }),
  );

/** Returns what api-extractor is to do for an entry point. */
function configurationOf({ types, file }, folder) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
    configObject: {
      projectFolder: resolve('.'),
      mainEntryPointFilePath: resolve(types),
      compiler: { tsconfigFilePath: resolve('tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: file.replace('.md', ''),
        reportFolder: folder,
        reportTempFolder: folder,
        includeForgottenExports: false,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'none' } },
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}

/** Returns the reports of all entry points, in their order; they are compiled once. */
function reportAll(folder) {
  const configurations = entries.map((entry) => configurationOf(entry, folder));
  const compilerState = CompilerState.create(configurations[0], {
    additionalEntryPoints: entries.map(({ types }) => resolve(types)),
  });
  return configurations.map((configuration) => {
    const messageCallback = (message) => void (message.handled = true);
    Extractor.invoke(configuration, { localBuild: true, compilerState, messageCallback });
    return readFileSync(configuration.reportTempFilePath, 'utf8');
  });
}

const folder = mkdtempSync(join(tmpdir(), 'spanlink-api-'));
try {
  const reports = reportAll(folder);
  const changed = entries.filter(({ file }, at) => {
    const report = reports[at];
    const path = join(FOLDER, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === report) return false;
    if (!isCheck) writeFileSync(path, report);
    return true;
  });
  const gone = readdirSync(FOLDER).filter((name) => !entries.some(({ file }) => file === name));
  if (!isCheck) for (const name of gone) rmSync(join(FOLDER, name));
  const names = [...changed.map(({ file }) => file), ...gone];
  if (isCheck && names.length > 0) {
    console.error(`The public surface has changed (${names.join(', ')}): run \`npm run api\`, and look at the diff.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
