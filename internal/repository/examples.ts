import type { RegisteredClient, Testbed } from '@everbearer/testbed'
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

/** Puts a running testbed in the place of the example.com servers. */
export function aimAt(code: string, testbed: Testbed, client: RegisteredClient): string {
  const values: Record<string, string> = {
    'https://auth.example.com/token': testbed.tokenEndpoint,
    'https://api.example.com': testbed.api,
    "'my-client'": JSON.stringify(client.clientId),
    "'my-secret'": JSON.stringify(client.clientSecret),
  }
  return replaceIn(code, values)
}

/** Puts a running testbed and the server of a page in the place of the example.com servers. */
export function aimAtPage(code: string, testbed: Testbed, sessionEndpoint: string): string {
  return replaceIn(code, { 'https://app.example.com/session/token': sessionEndpoint, 'https://api.example.com': testbed.api })
}

function replaceIn(code: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    if (!text.includes(placeholder)) throw new Error(`The example does not say ${placeholder}:\n${code}`)
    return text.replaceAll(placeholder, () => value)
  }, code)
}
