import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSnippets } from '../../repository/snippets.ts'
import { type PublishedPackage, textOf } from '../published-package.ts'

/** The program of a page, as users copy it. */
export interface Example {
  /** The page, e.g. `README.md of @everbearer/ky`. */
  readonly page: string
  /** The file that the program is written to. */
  readonly file: string
  readonly code: string
  readonly needs: Needs
}

/** What an example talks to. */
export interface Needs {
  readonly redis: boolean
  /** The server of a page, which holds the secret. */
  readonly pageServer: boolean
  /** Servers that are not in the example's own process. */
  readonly testbed: boolean
}

/** The packages whose page has a command in place of a program. */
const withoutProgram: ReadonlySet<string> = new Set(['everbearer'])

/** Reads the example of the front page, and of each package as its page in the registry shows it. */
export async function readExamples(root: string, packages: readonly PublishedPackage[]): Promise<Example[]> {
  const front = { page: 'README.md', text: await readFile(join(root, 'README.md'), 'utf8') }
  const pages = packages
    .filter(({ name }) => !withoutProgram.has(name))
    .map((published) => ({ page: `README.md of ${published.name}`, text: textOf(published, 'README.md') }))
  return [front, ...pages].map(({ page, text }) => exampleOf(page, text))
}

/** @throws {Error} the page has no example, or several */
export function exampleOf(page: string, text: string): Example {
  const [found, ...more] = readSnippets(page, text).snippets.filter(({ example }) => example !== undefined)
  if (found === undefined || more.length > 0)
    throw new Error(`${page} has ${found === undefined ? 'no' : 'several'} blocks "ts example=<name>"`)
  const { code } = found
  return { page, code, file: `${page.replaceAll(/\W+/g, '-')}.ts`, needs: needsOf(code) }
}

function needsOf(code: string): Needs {
  return {
    redis: code.includes('redis://redis.example.com'),
    pageServer: code.includes('https://app.example.com/session/token'),
    testbed: code.includes('https://api.example.com'),
  }
}
