import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Release } from './read-release.ts'

/** What publint finds. */
export async function publintFaults(releases: readonly Release[]): Promise<string[]> {
  const found = await Promise.all(
    releases.map(async ({ name, tarball }) => {
      const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true })
      // publint takes a file for `require()` for CommonJS. That of axios is an ES module, as its types say.
      const isAllowed = (code: string): boolean => name === '@everbearer/axios' && code === 'EXPORTS_TYPES_INVALID_FORMAT'
      return messages.filter(({ code }) => !isAllowed(code)).map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`)
    }),
  )
  return found.flat()
}

/** What "Are the types wrong?" finds, in every way to resolve modules: of CommonJS, of ES modules and of bundlers. */
export async function resolutionFaults(releases: readonly Pick<Release, 'name' | 'tarball'>[]): Promise<string[]> {
  const found: string[] = []
  for (const { name, tarball } of releases) {
    const result = await checkPackage(createPackageFromTarballData(tarball))
    if (result.types === false) found.push(`${name}: has no types`)
    else found.push(...result.problems.filter(({ kind }) => kind !== allowedProblem).map((problem) => `${name}: ${describe(problem)}`))
  }
  return found
}

/** With `module: node16`, TypeScript refuses `require()` of an ES module. Later modes, and Node, do not. */
const allowedProblem: Problem['kind'] = 'CJSResolvesToESM'

function describe({ kind, ...details }: Problem): string {
  return `${kind} ${JSON.stringify(details)}`
}
