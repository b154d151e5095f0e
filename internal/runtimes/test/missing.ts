import type { RuntimeName } from '../targets.ts'

/** On somebody's own machine a runtime may be missing, by name; in CI it may not. */
export function missing(runtime: RuntimeName, skip: (note: string) => never): never {
  const note = `${runtime} is not on this machine; \`npm run runtimes\` gets it`
  if (process.env['CI']) throw new Error(note)
  return skip(note)
}
