import type { Command } from '../tools/command-line.ts'
import { choice, flag, number, text, wholeNumber } from '../tools/option-kinds.ts'
import { storeNames } from './places/index.ts'
import type { MishapKind } from './plan.ts'

/** What goes wrong on purpose, by the name of the scenario. A store that loses writes is outside of the guarantee. */
export const scenarios = {
  guarantee: ['kill', 'pause', 'restart', 'cut'],
  calm: [],
  flush: ['kill', 'flush'],
  evict: ['kill', 'evict'],
  failover: ['kill', 'failover'],
} as const satisfies Readonly<Record<string, readonly MishapKind[]>>

export type ScenarioName = keyof typeof scenarios
const scenarioNames = Object.keys(scenarios) as ScenarioName[]

const options = {
  processes: wholeNumber({ placeholder: 'n', least: 2, most: 256, absent: 8, about: 'how many processes share the tokens' }),
  lifetimes: wholeNumber({
    placeholder: 'n',
    least: 1,
    most: 10_000,
    absent: 10,
    about: 'how long the run lasts, in lifetimes of a token',
  }),
  lifetime: number({ placeholder: 's', of: 'seconds', least: 1, most: 600, absent: 10, about: 'lifetime of the access tokens' }),
  interval: number({
    placeholder: 's',
    of: 'seconds',
    least: 0.01,
    most: 60,
    absent: 0.25,
    about: 'time between two requests of one session in one process',
  }),
  seed: wholeNumber({ placeholder: 'n', least: 0, most: 999_999_999, absent: 1, about: 'draws who is killed and when' }),
  store: choice({ placeholder: 'name', absent: 'key-value', about: 'where the tokens are stored' }, storeNames),
  scenario: choice(
    {
      placeholder: 'name',
      absent: 'guarantee',
      about: 'guarantee: all that the guarantee includes goes wrong; calm: nothing; the others: kills, and the store loses writes',
    },
    scenarioNames,
  ),
  skew: number({ placeholder: 's', of: 'seconds', least: 0, most: 3_600, absent: 90, about: 'how far clocks are off, either way' }),
  'no-store-clock': flag('the store does not say what time it is'),
  'no-leases': flag('the store gives no leases'),
  logs: text(
    { placeholder: 'folder', allowed: 'a folder', absent: undefined, about: 'keeps the logs of the processes there' },
    (folder) => folder,
  ),
}

export const fleet: Command<typeof options> = {
  name: 'fleet',
  start: 'node internal/fleet/main.ts',
  about: `Runs processes that share the tokens of two sessions, and lets things go wrong: processes are killed and stopped, the store
restarts or can't be reached, clocks differ by 90 s. Holds what the authorization server and the processes have noted against the
guarantee. Ends with 1 if the guarantee did not hold.`,
  options,
}
