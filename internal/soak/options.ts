import type { Command } from '../tools/command-line.ts'
import { choice, flag, number, wholeNumber } from '../tools/option-kinds.ts'
import { adapterNames } from './lanes.ts'

const week = 7 * 24 * 60

const options = {
  minutes: number({
    placeholder: 'n',
    least: 0.01,
    most: week,
    absent: 5,
    about: 'how long the run takes; fractions are allowed',
  }),
  seed: wholeNumber({
    placeholder: 'n',
    least: 0,
    most: 999_999_999,
    absent: 1,
    about: 'draws for each client whether its first token request fails, and which failure comes first',
  }),
  client: choice({ placeholder: 'name', absent: 'all', about: 'one adapter alone, or all at the same time' }, ['all', ...adapterNames]),
  peers: flag('the libraries of the benchmark as well, for comparison'),
  'refresh-tokens': flag('the server gives rotating refresh tokens'),
}

export const soak: Command<typeof options> = {
  name: 'soak',
  start: 'npm run soak --',
  about: `Sends 20 requests a second by each client, from 20 workers, to a real server whose tokens live for 4 s. Every other token
request fails: by 503, a reset connection and HTML with status 200, in turn. Ends with 1 if one of Everbearer's adapters is
served less than 95 % of its requests, and, in ten minutes or more, if what is alive on the heap grows.`,
  options,
}
