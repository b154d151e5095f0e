import type { Target } from '../targets.ts'

export const clientNames: readonly string[] = ['axios, http adapter', 'axios, fetch adapter', 'axios, xhr adapter', 'ky', 'ofetch', 'fetch']

export const runtimes: readonly string[] = [
  'Node 22',
  'Node 24',
  'Node 26',
  'Bun',
  'Deno',
  'workerd',
  'Chromium, challenge exposed',
  'Chromium, challenge hidden',
]

export function clientOf({ client, adapter }: Target): string {
  return adapter === undefined ? client : `${client}, ${adapter} adapter`
}

/** The head of a target of the table: `challenge` is WWW-Authenticate. */
export function runtimeLabel({ runtime, challenge, version }: Target, withVersion: boolean): string {
  const place = challenge === undefined ? runtime : `${runtime}, challenge ${challenge}`
  return withVersion && version ? `${place}, ${version.label}` : place
}

/** In the order of the runtimes. */
export function byRuntime(targets: readonly Target[]): Target[] {
  return targets.toSorted((a, b) => runtimes.indexOf(runtimeLabel(a, false)) - runtimes.indexOf(runtimeLabel(b, false)))
}
