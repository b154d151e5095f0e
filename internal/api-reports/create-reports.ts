import { exportsOf } from '../repository/exports.ts'
import { readText } from '../repository/repository.ts'
import type { Entry } from './entries.ts'
import { extractReports } from './extract.ts'
import { reportText, stabilityOf } from './report.ts'

/** The report of each entry, by its path relative to the repository. */
export async function createReports(entries: readonly Entry[]): Promise<ReadonlyMap<string, string>> {
  const extracted = await extractReports(entries)
  const sources = new Map(await Promise.all(entries.map(async (entry) => [entry, await sourceOf(entry)] as const)))
  const namesOf = (entry: Entry): readonly string[] => exportsOf(`${entry.source}.ts`, sources.get(entry)!).names
  const texts = entries.map(async (entry) => {
    const others = entries.filter((other) => other.folder === entry.folder && other !== entry)
    const context = {
      specifier: entry.specifier,
      stability: stabilityOf(sources.get(entry)!),
      elsewhere: new Set(others.flatMap(namesOf)),
    }
    return [entry.report, await reportText(extracted.get(entry)!, context)] as const
  })
  return new Map(await Promise.all(texts))
}

async function sourceOf({ folder, source }: Entry): Promise<string> {
  return readText(`packages/${folder}/src/${source}.ts`)
}
