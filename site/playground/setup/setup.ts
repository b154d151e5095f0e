import { defaultSettings, type ServerSettings } from '../server/settings.ts'
import { type Client, clients, type Rival, rivals, rivalsOf } from './catalogue.ts'
import { formatScript, parseScript, type Script } from './script.ts'
import { stories } from './stories.ts'

/** All that a link restores: who runs, against which server, and what happens. */
export interface Setup extends Pick<ServerSettings, 'lifetime' | 'latency' | 'reuseGrace'> {
  readonly client: Client
  readonly rival: Rival
  readonly script: Script
}

/** Allowed values of each setting: `lifetime` and `reuseGrace` in s, `latency` in ms. */
export const ranges = {
  lifetime: { min: 2, max: 120, step: 1 },
  latency: { min: 0, max: 2000, step: 50 },
  reuseGrace: { min: 0, max: 60, step: 1 },
} as const

type Setting = keyof typeof ranges

export const defaultSetup: Setup = {
  client: 'axios',
  rival: 'interceptor',
  lifetime: defaultSettings.lifetime,
  latency: defaultSettings.latency,
  reuseGrace: defaultSettings.reuseGrace,
  script: stories[0]!.script,
}

const prefix = '#play?'

/** Writes the fragment of a link to a setup. */
export function formatSetup({ client, rival, lifetime, latency, reuseGrace, script }: Setup): string {
  const fields = { client, rival, lifetime: `${lifetime}`, latency: `${latency}`, grace: `${reuseGrace}`, script: formatScript(script) }
  return `${prefix}${new URLSearchParams(fields)}`
}

/** What a link says. */
export interface ReadSetup {
  readonly setup: Setup
  /** Does the link name a setup? */
  readonly isLinked: boolean
  /** What the link says wrongly, a sentence each. The defaults stand in. */
  readonly problems: readonly string[]
}

/** Reads the fragment of a link. Never throws. */
export function parseSetup(hash: string): ReadSetup {
  if (!hash.startsWith(prefix)) return { setup: defaultSetup, isLinked: false, problems: [] }
  const fields = new URLSearchParams(hash.slice(prefix.length))
  const problems: string[] = []
  const client = choice('client', clients, defaultSetup.client)
  const rival = choice('rival', rivalsOf(client), rivalsOf(client)[0]!)
  const lifetime = number('lifetime', 'lifetime')
  const latency = number('latency', 'latency')
  const reuseGrace = number('grace', 'reuseGrace')
  const text = fields.get('script')
  const script = text === null ? defaultSetup.script : parseScript(text)
  if (script === undefined) problems.push('The link has an unreadable script. The first story is used.')
  return { setup: { client, rival, lifetime, latency, reuseGrace, script: script ?? defaultSetup.script }, isLinked: true, problems }

  function choice<Name extends string>(field: string, allowed: readonly Name[], fallback: Name): Name {
    const value = fields.get(field)
    const found = allowed.find((name) => name === value)
    if (value !== null && found === undefined)
      problems.push(`The link has an unknown ${field}. Allowed: ${allowed.join(', ')}. Used: ${fallback}.`)
    return found ?? fallback
  }

  function number(field: string, setting: Setting): number {
    const value = fields.get(field)
    const { min, max } = ranges[setting]
    const read = value !== null && /^\d{1,6}$/.test(value) ? Number(value) : NaN
    if (read >= min && read <= max) return read
    if (value !== null) problems.push(`The link has a wrong ${field}. Allowed: ${min} to ${max}. Used: ${defaultSetup[setting]}.`)
    return defaultSetup[setting]
  }
}

/** The heading of a setup's rival. */
export function rivalHeading({ client, rival }: Pick<Setup, 'client' | 'rival'>): string {
  return rival === 'nothing' ? `${client} alone` : (rivals[client][rival]?.label ?? rival)
}

/** A setup's rival in a sentence. */
export function rivalInSentence(setup: Pick<Setup, 'client' | 'rival'>): string {
  const { article } = rivals[setup.client][setup.rival] ?? {}
  return article === undefined ? rivalHeading(setup) : `${article} ${rivalHeading(setup)}`
}
