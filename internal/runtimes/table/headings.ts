import type { Target } from '../targets.ts'

export const clientNames: readonly string[] = ['axios, http adapter', 'axios, fetch adapter', 'axios, xhr adapter', 'ky', 'ofetch', 'fetch']

const browsers = ['Chromium', 'Firefox', 'WebKit']

export const runtimes: readonly string[] = [
  'Node 22',
  'Node 24',
  'Node 26',
  'Bun',
  'Deno',
  'workerd',
  'React Native',
  ...browsers.flatMap(bothChallenges),
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

/** Names a browser once that is there with both challenges. */
export function joinBoth(labels: readonly string[]): string {
  return browsers.reduce((text, browser) => text.replace(bothChallenges(browser).join(', '), browser), labels.join(', '))
}

function bothChallenges(browser: string): string[] {
  return [`${browser}, challenge exposed`, `${browser}, challenge hidden`]
}
