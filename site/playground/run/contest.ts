import type { Command } from '../server/control.ts'
import type { User } from '../server/settings.ts'
import type { Setup } from '../setup/setup.ts'
import type { OpenSide } from '../sides/side.ts'
import { type Contender, createContender } from './contender.ts'
import { createServerPort } from './server-port.ts'

export type SideName = 'ours' | 'rival'

const sideNames: readonly SideName[] = ['ours', 'rival']

/** Both sides, each with an account of its own. What is done is done to both at once. */
export interface Contest {
  readonly sides: Readonly<Record<SideName, Contender>>
  /** Name of the session that a second tab of ours shares. */
  readonly session: string
  /** Signs a user in on both sides. @param onChange - called in the moment in which both sides change to the new session */
  readonly signIn: (user: User, onChange: () => void) => Promise<void>
  readonly command: (command: Command) => Promise<void>
  readonly send: (lane: number, user: User, isOver: () => boolean) => Promise<void>
  readonly readBooks: () => Promise<void>
  readonly isBusy: () => boolean
  readonly dispose: () => void
}

export interface ContestOptions {
  readonly server: string
  readonly run: string
  readonly setup: Setup
  readonly open: Readonly<Record<SideName, OpenSide>>
  readonly now: () => number
}

/** Opens both sides against new accounts. Nobody is signed in. */
export async function openContest({ server, run, setup, open, now }: ContestOptions): Promise<Contest> {
  const { lifetime, latency, reuseGrace } = setup
  const session = `playground-${run}`
  const ports = { ours: createServerPort(server, `${run}-ours`), rival: createServerPort(server, `${run}-rival`) }
  const settings = { lifetime, latency, reuseGrace }
  await Promise.all(sideNames.map((name) => ports[name].command({ kind: 'set', settings })))

  const create = (name: SideName): Contender =>
    createContender({ open: open[name], port: ports[name], session, reuseGrace: reuseGrace * 1000, now })
  const sides = { ours: create('ours'), rival: create('rival') }
  const both = Object.values(sides)
  const all = async (work: (side: Contender) => Promise<void>): Promise<void> => void (await Promise.all(both.map(work)))
  return {
    sides,
    session,
    async signIn(user, onChange) {
      const tokens = await Promise.all(both.map(({ port }) => port.signIn(user)))
      onChange()
      await Promise.all(both.map((side, index) => side.signIn(tokens[index]!)))
    },
    command: (command) => all((side) => side.port.command(command)),
    send: (lane, user, isOver) => all((side) => side.send(lane, user, isOver)),
    readBooks: () => all((side) => side.readBooks()),
    isBusy: () => both.some((side) => side.isBusy()),
    dispose: () => both.forEach((side) => side.dispose()),
  }
}
