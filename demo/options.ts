import type { Command, Values } from '../internal/tools/command-line.ts'
import { choices, number, type Option, text, wholeNumber } from '../internal/tools/option-kinds.ts'
import { adapters } from './adapters.ts'

const day = 86_400

const adapterNames = Object.keys(adapters)

function url(about: string, allowed: string, isAllowed: (url: URL) => boolean): Option<string | undefined> {
  return text({ placeholder: 'URL', allowed, absent: undefined, about }, (given) => {
    const parsed = URL.parse(given)
    const fits = parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password && isAllowed(parsed)
    return fits ? given : undefined
  })
}

/** As the token sources see it: a secret in clear only stays on this machine. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function server(about: string): Option<string | undefined> {
  return url(about, 'an https URL without a user name, or http on this machine', isSafe)
}

function string(placeholder: string, allowed: string, about: string): Option<string | undefined> {
  return text({ placeholder, allowed, absent: undefined, about }, (given) => given)
}

const commonOptions = {
  duration: number({ placeholder: 's', of: 'seconds', least: 2, most: day, absent: 20, about: 'how long the run lasts' }),
  concurrency: wholeNumber({ placeholder: 'n', least: 1, most: 256, absent: 8, about: 'workers per adapter' }),
  adapters: choices(`which adapters take part, of ${adapterNames.join(', ')}`, adapterNames),
  lifetime: number({
    placeholder: 's',
    of: 'seconds',
    least: 0.5,
    most: day,
    absent: undefined,
    about:
      'lifetime of the access tokens, embedded server only (default: 3, or a quarter of the duration if less; with --fleet: a quarter)',
  }),
  fleet: wholeNumber({
    placeholder: 'n',
    least: 2,
    most: 64,
    absent: undefined,
    about: 'so many processes that share their tokens in a Redis; one is killed, and Redis restarts',
  }),
}

/** Options that only a real system has a use for. */
export const realOptions = {
  issuer: server('identifier of your authorization server; its metadata name the token endpoint'),
  'token-endpoint': server('its token endpoint, instead of --issuer'),
  'client-id': string('id', 'a client id', 'the client, for the client credentials grant'),
  'client-secret': string(
    'text',
    'a client secret',
    'its secret; put it into EVERBEARER_CLIENT_SECRET instead to keep it out of the shell history',
  ),
  scope: string('list', 'scopes separated by spaces', 'scopes to ask for (default: none)'),
  api: url('what is requested, with GET', 'an http or https URL without a user name', () => true),
}

const options = { ...commonOptions, ...realOptions }

export type DemoValues = Values<typeof options>

export const demo: Command<typeof options> = {
  name: 'demo',
  start: 'npm start --',
  about: `Drives an API with short-lived tokens through every adapter, and counts what callers see.
Without --issuer or --token-endpoint it starts a server of its own, revokes all tokens at five moments,
the worst among them, and lets the token endpoint fail once. With one of the two, and with --client-id,
--client-secret and --api, it is aimed at a system of yours. There nothing is revoked or fails on purpose.
With --fleet it starts a Redis, and processes that live from one token, and kills one of them.`,
  options,
  notes: `Exit codes: 0 all is well, 1 a caller saw an error or a bound was broken, 2 wrong options or a system
that can't be used, 130 Ctrl-C.`,
}
