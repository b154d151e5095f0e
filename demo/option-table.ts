/** How one option is explained, checked and complained about. */
export interface OptionSpec {
  /** What stands for its value in the help; none for a switch. */
  readonly value?: string
  /** Said when the value is missing or wrong. */
  readonly allowed: string
  readonly about: string
}

/** Bounds of the numbers: s for duration and lifetime. */
export const bounds = {
  duration: { least: 2, most: 86_400 },
  lifetime: { least: 0.5, most: 86_400 },
  concurrency: { least: 1, most: 256 },
} as const

/** Fewest lifetimes that leave room for a revocation and an outage. */
export const fewestLifetimes = 3

/** Every option of the demo. What is allowed is told without the value that was given: it may be a misplaced secret. */
export const optionTable = {
  duration: {
    value: 's',
    allowed: `a number of seconds from ${bounds.duration.least} to ${bounds.duration.most}`,
    about: 'how long the run lasts (default: 20)',
  },
  concurrency: {
    value: 'n',
    allowed: `a whole number from ${bounds.concurrency.least} to ${bounds.concurrency.most}`,
    about: 'workers per adapter (default: 8)',
  },
  adapters: {
    value: 'list',
    allowed: 'names separated by commas, each once',
    about: 'which adapters take part (default: all)',
  },
  lifetime: {
    value: 's',
    allowed: `a number of seconds from ${bounds.lifetime.least} to ${bounds.lifetime.most}`,
    about: 'lifetime of the access tokens, embedded server only (default: 3, or a quarter of the duration if less)',
  },
  issuer: {
    value: 'URL',
    allowed: 'an https URL without a user name, or http on this machine',
    about: 'identifier of your authorization server; its metadata name the token endpoint',
  },
  'token-endpoint': {
    value: 'URL',
    allowed: 'an https URL without a user name, or http on this machine',
    about: 'its token endpoint, instead of --issuer',
  },
  'client-id': { value: 'id', allowed: 'a client id', about: 'the client, for the client credentials grant' },
  'client-secret': {
    value: 'text',
    allowed: 'a client secret',
    about: 'its secret; put it into EVERBEARER_CLIENT_SECRET instead to keep it out of the shell history',
  },
  scope: { value: 'list', allowed: 'scopes separated by spaces', about: 'scopes to ask for (default: none)' },
  api: {
    value: 'URL',
    allowed: 'an http or https URL without a user name',
    about: 'what is requested, with GET',
  },
  help: { allowed: 'no value', about: 'this text' },
} as const satisfies Record<string, OptionSpec>

export type OptionName = keyof typeof optionTable

/** Options that only a real system has a use for. */
export const realOnly = ['issuer', 'token-endpoint', 'client-id', 'client-secret', 'scope', 'api'] as const
