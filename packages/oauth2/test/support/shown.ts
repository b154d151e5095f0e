import { inspect } from 'node:util'

/** All that an error or another value shows, however it is printed. */
export function shown(error: unknown): string {
  const chain: string[] = []
  for (let link = error; link instanceof Error; link = link.cause) chain.push(link.message, link.stack ?? '', JSON.stringify({ ...link }))
  return [
    ...chain,
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true, customInspect: false }),
    inspect(error),
  ].join('\n')
}
