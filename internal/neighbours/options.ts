import type { Command } from '../tools/command-line.ts'
import { choices, flag } from '../tools/option-kinds.ts'
import { ofLongRun } from './libraries.ts'

const pages = ofLongRun.map(({ page }) => page)

const options = {
  only: choices(`libraries, separated by commas, of ${pages.join(', ')}`, pages),
  list: flag('runs nothing; prints the libraries with their versions'),
}

export const neighbours: Command<typeof options> = {
  name: 'neighbours',
  start: 'node internal/neighbours/main.ts',
  about: `Installs the libraries of a lockfile of their own, and tests each together with Everbearer: the token, a 401 in the middle, a storm of
50 requests, and errors. Checks the examples of their pages, too. Ends with 1 if a test failed, and if the package registry
cannot be reached.`,
  options,
}
