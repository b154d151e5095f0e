import { engineNames } from '../browsers/index.ts'
import type { Command } from '../tools/command-line.ts'
import { choice, flag, number, text, wholeNumber } from '../tools/option-kinds.ts'

const options = {
  tabs: wholeNumber({ placeholder: 'n', least: 2, most: 50, absent: 5, about: 'how many tabs share the tokens' }),
  lifetimes: wholeNumber({ placeholder: 'n', least: 1, most: 1_000, absent: 5, about: 'how long the run lasts, in lifetimes of a token' }),
  lifetime: number({ placeholder: 's', of: 'seconds', least: 1, most: 600, absent: 4, about: 'lifetime of the access tokens' }),
  interval: number({
    placeholder: 's',
    of: 'seconds',
    least: 0.01,
    most: 60,
    absent: 0.25,
    about: 'time between two requests of one session in one page',
  }),
  seed: wholeNumber({ placeholder: 'n', least: 0, most: 999_999_999, absent: 1, about: 'draws what happens to which tab and when' }),
  engine: choice({ placeholder: 'name', absent: 'chromium', about: 'the browser' }, engineNames),
  record: text(
    { placeholder: 'file', allowed: 'a file', absent: undefined, about: 'keeps what the run has left behind there, as JSON' },
    (file) => file,
  ),
  'no-store': flag('the pages share no token: the run must fail'),
}

export const tabs: Command<typeof options> = {
  name: 'tabs',
  start: 'node internal/tabs/main.ts',
  about: `Runs tabs of a browser that share the tokens of two sessions: a cookie session, and a page that holds a rotating refresh token.
Tabs are closed, crashed, reloaded, frozen and left, and users log out. Holds what the server and the pages have noted against the
guarantee. Ends with 1 if the guarantee did not hold.`,
  options,
}
