import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel, type ExtractorMessage } from '@microsoft/api-extractor'
import { root } from '../repository/repository.ts'
import { writeDeclarations } from './declarations.ts'
import type { Entry } from './entries.ts'

const quiet = { default: { logLevel: ExtractorLogLevel.None } }

/**
 * Lists what entries export, as API Extractor reads their declarations.
 *
 * @returns API Extractor's report for each entry
 * @throws {Error} the declarations of an entry have an error
 */
export async function extractReports(entries: readonly Entry[]): Promise<ReadonlyMap<Entry, string>> {
  const folders = new Map<string, string>()
  for (const { folder } of entries) if (!folders.has(folder)) folders.set(folder, await writeDeclarations(folder))
  const fileOf = ({ folder, source }: Entry): string => join(folders.get(folder)!, `${source}.d.ts`)
  const files = entries.map(fileOf)
  const output = await mkdtemp(join(tmpdir(), 'everbearer-api-'))
  try {
    const configs = entries.map((entry) => configOf(entry, fileOf(entry), files, output))
    // One program for all entries: to read the libraries takes longer than everything else.
    const [first, ...others] = configs
    const compilerState = CompilerState.create(first!, { additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath) })
    const errors: string[] = []
    const messageCallback = (message: ExtractorMessage): void => {
      if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.formatMessageWithLocation(root))
      message.handled = true
    }
    for (const config of configs) Extractor.invoke(config, { compilerState, messageCallback, localBuild: true })
    if (errors.length > 0) throw new Error(errors.join('\n'))
    const texts = configs.map(async ({ reportFilePath }) => readFile(reportFilePath, 'utf8'))
    const reports = await Promise.all(texts)
    return new Map(entries.map((entry, index) => [entry, reports[index]!]))
  } finally {
    await rm(output, { recursive: true, force: true })
  }
}

function configOf({ folder, report }: Entry, file: string, files: readonly string[], output: string): ExtractorConfig {
  const projectFolder = join(root, 'packages', folder)
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: file,
      compiler: { overrideTsconfig: { compilerOptions, files } },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: report.replace(/^.*\/(.*)\.txt$/, '$1'),
        reportFolder: output,
        includeForgottenExports: true,
        reportTempFolder: join(output, 'temporary'),
        tagsToReport: { '@experimental': true },
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
  })
}

/** As those of the packages; other packages are read by their sources. */
const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2024', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  // Libraries of others have mistakes that only their authors can correct.
  skipLibCheck: true,
}
