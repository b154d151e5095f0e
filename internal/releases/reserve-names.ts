import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readPublicPackages, writePlaceholders } from './placeholders.ts'

/** Prints the commands of a first release. Runs none of them: each needs a person with a second factor. */
const [folder = 'reports/placeholders'] = process.argv.slice(2)
const packages = await readPublicPackages(fileURLToPath(new URL('../..', import.meta.url)))
console.log((await writePlaceholders(packages, resolve(folder))).join('\n'))
