import type { ServerSettings } from '../server/settings.ts'
import type { Script } from './script.ts'

/** A script with a lesson. */
export interface Story {
  readonly name: string
  readonly label: string
  /** What happens, and what to look at. */
  readonly about: string
  readonly script: Script
  /** Settings that the story needs. */
  readonly settings?: Partial<Pick<ServerSettings, 'lifetime' | 'reuseGrace'>>
}

/** The stories, the first for the first visit. */
export const stories: readonly Story[] = [
  {
    name: 'down',
    label: 'Token endpoint fails',
    about: 'The token is revoked while the token endpoint responds with 503 for two seconds. Do requests wait, fail, or add to the load?',
    script: [
      { at: 0, act: { kind: 'down' } },
      { at: 0, act: { kind: 'revoke' } },
      { at: 100, act: { kind: 'send', count: 50 } },
      { at: 2200, act: { kind: 'up' } },
      { at: 2600, act: { kind: 'send', count: 20 } },
    ],
  },
  {
    name: 'storm',
    label: 'Token revoked amid 100 requests',
    about:
      'A hundred requests within a second. Half-way, the server revokes their token. How many requests fail, and how many token calls does the way out cost?',
    script: [
      { at: 0, act: { kind: 'send', count: 100 } },
      { at: 500, act: { kind: 'revoke' } },
    ],
  },
  {
    name: 'expiry',
    label: 'Tokens expire',
    about: 'Tokens live for four seconds, and requests come all the time. Who refreshes before the API has to say 401?',
    settings: { lifetime: 4 },
    script: [0, 2200, 4400, 6600].map((at) => ({ at, act: { kind: 'send', count: 25 } })),
  },
  {
    name: 'switch',
    label: 'Another user signs in',
    about: 'User B signs in while requests of user A are under way. A request that waits for a new token must not be sent as B.',
    script: [
      { at: 0, act: { kind: 'send', count: 60 } },
      { at: 300, act: { kind: 'revoke' } },
      { at: 550, act: { kind: 'switch-user' } },
      { at: 1500, act: { kind: 'send', count: 20 } },
    ],
  },
  {
    name: 'log-out',
    label: 'A second tab logs out',
    about: 'A second tab logs out amid requests. Does this tab know, or does it go on with a dead token?',
    script: [
      { at: 0, act: { kind: 'send', count: 60 } },
      { at: 500, act: { kind: 'sign-out' } },
      { at: 1500, act: { kind: 'send', count: 20 } },
    ],
  },
  {
    name: 'crash',
    label: 'Response lost after rotation',
    about:
      'The server uses up the refresh token, and its response is lost. Nobody can know the outcome. A second use looks like theft to the server, which ends the session. Set its grace to 10 s below, and play again.',
    script: [
      { at: 0, act: { kind: 'crash' } },
      { at: 100, act: { kind: 'send', count: 30 } },
      { at: 3500, act: { kind: 'send', count: 20 } },
    ],
  },
]

/** The settings of a story, over those of the visitor. */
export function settingsOf({ settings }: Story): Partial<Pick<ServerSettings, 'lifetime' | 'reuseGrace'>> {
  return settings ?? {}
}
