import type { Command } from '../tools/command-line.ts'
import { choices, flag } from '../tools/option-kinds.ts'
import { nodeNames } from './projects/nodes.ts'

const furtherManagers = ['yarn', 'bun', 'deno'] as const

const options = {
  with: choices(`package managers beside npm and pnpm, of ${furtherManagers.join(', ')}`, furtherManagers),
  node: choices(`versions of Node, of ${nodeNames.join(', ')}`, nodeNames),
  ci: flag('npm and pnpm, on the oldest Node and on Node 24; a program that is missing is a failure'),
  update: flag('writes internal/rehearsal/contents.txt anew, and checks nothing'),
}

export const rehearsal: Command<typeof options> = {
  name: 'rehearse',
  start: 'npm run rehearse --',
  about: `Publishes the packages to a registry on this machine, installs them from there as users do, runs what their pages show,
and upgrades to a second release. Takes what was committed. Ends with 1 if something is wrong.`,
  options,
}
