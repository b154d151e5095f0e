import type { Mark } from '@everbearer/devtools/time-line'
import type { Setup } from '../setup/setup.ts'
import type { Act, Script } from '../setup/script.ts'
import type { OpenSide } from '../sides/side.ts'
import { openContest, type SideName } from './contest.ts'
import { labelOf, performAct, type Stage, type Timing } from './perform-act.ts'
import { type LastAct, recordStep } from './record-step.ts'
import type { SecondTab } from './second-tab.ts'
import { type View, viewOf } from './view.ts'

/** Both sides, their server, and what a visitor can do to them. */
export interface Playground {
  /** Opens both sides anew, signed in as user A. What was under way before is shown no more. */
  readonly reset: (setup: Setup) => Promise<void>
  /** Does one thing to both sides. Resolves when all is quiet. */
  readonly act: (act: Act) => Promise<void>
  /** Does what a script says. Resolves when all is quiet, or after a reset. */
  readonly play: (script: Script) => Promise<void>
  /** Changes the server while it runs. */
  readonly set: (settings: Partial<Pick<Setup, 'lifetime' | 'latency'>>) => Promise<void>
  /** Undefined before the first reset. */
  readonly view: () => View | undefined
  readonly close: () => void
}

export interface PlaygroundOptions extends Timing {
  /** The URL of the server, with a slash at its end. */
  readonly server: string
  readonly load: (setup: Setup) => Promise<Readonly<Record<SideName, OpenSide>>>
  readonly secondTab: SecondTab
  /** A name for the accounts of a run, never the same twice. */
  readonly nameRun: () => string
  /** Called after each change. */
  readonly onChange: () => void
}

/** What has happened since the last reset. */
interface Run extends Stage {
  readonly acts: Mark[]
  /** Scripts and acts under way. */
  pending: number
  script: Script
  lastAct: LastAct | undefined
  /** Reads the books until all is quiet. */
  reading: Promise<void> | undefined
  /** The right edge of the time line while all is quiet, ms since 1970. */
  edge: number
}

/** How often the books are read while anything is under way, ms. */
const readEvery = 120
/** After how many reads without anything under way all is quiet. A refresh in the background asks the store before the server. */
const quietReads = 5

export function createPlayground({ server, load, secondTab, nameRun, now, pause, spread, onChange }: PlaygroundOptions): Playground {
  let run: Run | undefined
  let resets = 0

  return {
    reset,
    async act(act) {
      if (run !== undefined) await perform(act, run, true)
      await run?.reading
    },
    play,
    async set(settings) {
      await run?.contest.command({ kind: 'set', settings })
    },
    view() {
      if (run === undefined) return undefined
      const { contest, acts, session, isDown, script, edge } = run
      const user = session.isOver ? undefined : session.user
      const isQuiet = run.pending === 0 && run.reading === undefined
      return viewOf(contest, { user, isDown, isBusy: !isQuiet, script }, acts, isQuiet ? edge : now())
    },
    close() {
      resets++
      run?.contest.dispose()
      run = undefined
      secondTab.close()
    },
  }

  async function reset(setup: Setup): Promise<void> {
    const turn = ++resets
    const open = await load(setup)
    const contest = await openContest({ server, run: nameRun(), setup, open, now })
    await contest.signIn('A', () => {})
    if (turn !== resets) return contest.dispose()
    run?.contest.dispose()
    const opened: Stage = { contest, secondTab, session: { user: 'A', isOver: false }, isDown: false, lanes: 0 }
    run = { ...opened, acts: [], pending: 0, script: [], lastAct: undefined, reading: undefined, edge: now() }
    onChange()
  }

  async function play(script: Script): Promise<void> {
    const here = run
    if (here === undefined) return
    const { session, sides } = here.contest
    // The tab takes a while to open, and the script should not wait for it half-way.
    if (script.some(({ act }) => act.kind === 'sign-out')) await secondTab.open(session, sides.ours.port.api)
    const begin = now()
    const acts: Promise<void>[] = []
    here.script = script
    here.pending++
    try {
      for (const { at, act } of script) {
        await pause(Math.max(0, begin + at - now()))
        if (run !== here) return
        const done = perform(act, here, false)
        acts.push(done)
        if (act.kind !== 'send') await done
      }
      await Promise.all(acts)
    } finally {
      here.pending--
    }
    await here.reading
  }

  async function perform(act: Act, here: Run, isRecorded: boolean): Promise<void> {
    if (isRecorded) here.script = recordStep(here.script, here.lastAct, now(), act) ?? here.script
    here.lastAct = { at: now(), quietFrom: undefined }
    here.acts.push({ at: now(), label: labelOf(act, here.session), kind: act.kind === 'send' ? 'info' : 'act' })
    here.pending++
    here.reading ??= readBooks(here)
    try {
      await performAct(act, here, { now, pause, spread })
    } finally {
      here.pending--
    }
  }

  /** Is anything under way in the present run? */
  function isBusy(here: Run): boolean {
    return run === here && (here.pending > 0 || here.contest.isBusy())
  }

  /** Reads the books until all is quiet. */
  async function readBooks(here: Run): Promise<void> {
    try {
      for (let quiet = 0; quiet < quietReads; quiet = isBusy(here) ? 0 : quiet + 1) {
        onChange()
        await pause(readEvery)
        await here.contest.readBooks()
      }
    } finally {
      here.edge = now()
      here.reading = undefined
      if (here.lastAct !== undefined) here.lastAct = { ...here.lastAct, quietFrom: here.edge }
      if (run === here) onChange()
    }
  }
}
