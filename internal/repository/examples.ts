import { readText } from './repository.ts'
import { readSnippets } from './snippets.ts'

/** Returns the one block of a Markdown file that opens with "ts example=<name>". */
export async function readExample(path: string): Promise<string> {
  const { snippets } = readSnippets(path, await readText(path))
  const found = snippets.filter((snippet) => snippet.example !== undefined)
  if (found.length !== 1) throw new Error(`${path} has ${found.length} blocks "ts example=<name>", not one`)
  return found.map((snippet) => snippet.code).join('\n')
}

/** Returns the fields of a package.json that a file's block "json example=<name>" has. */
export async function readManifestExample(path: string, name: string): Promise<object> {
  const manifest = readSnippets(path, await readText(path)).manifests.get(name)
  if (manifest === undefined) throw new Error(`${path} has no block "json example=${name}"`)
  return JSON.parse(manifest) as object
}
