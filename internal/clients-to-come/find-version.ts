import { runPackageManager } from '../repository/run.ts'

/**
 * Asks the registry which version a tag means.
 *
 * @returns undefined if the client has no such tag or version
 * @throws {Error} the registry gives no answer
 */
export async function findVersion(client: string, tag: string): Promise<string | undefined> {
  const { code, stdout, output } = await runPackageManager('npm', ['view', `${client}@${tag}`, 'version', '--json'])
  if (code === 0) return readVersion(stdout)
  if (/E404|ETARGET|No match found/.test(output)) return undefined
  throw new Error(`the registry does not say which version of ${client} is ${tag}:\n${output}`)
}

/** npm prints nothing for a tag that is missing, and a list where several versions fit. */
export function readVersion(stdout: string): string | undefined {
  const found: unknown = stdout.trim() === '' ? undefined : JSON.parse(stdout)
  const version: unknown = Array.isArray(found) ? found.at(-1) : found
  return typeof version === 'string' ? version : undefined
}
