import { computed, type ComputedRef, onBeforeUnmount, onMounted, reactive, type Ref, ref, shallowRef } from 'vue'
import type { SideName } from '../run/contest.ts'
import { createPlayground, type Playground } from '../run/playground.ts'
import { emptyView, type View } from '../run/view.ts'
import { rivalsOf } from '../setup/catalogue.ts'
import { formatSetup, parseSetup, rivalHeading, type Setup } from '../setup/setup.ts'
import type { Act } from '../setup/script.ts'
import { settingsOf, stories, type Story } from '../setup/stories.ts'
import { createSecondTab } from '../second-tab/create-second-tab.ts'
import { loadSides } from '../sides/load-side.ts'
import { otherTabFile, serverFolder, workerFile } from '../worker/paths.ts'
import { NoServiceWorkerError, takeControl } from '../worker/take-control.ts'
import { sourcesOf } from './sources.ts'

/** `starting`: the worker does not control the page yet. `without-worker`: the browser offers no service workers here. */
export type Phase = 'starting' | 'ready' | 'without-worker'

/** What the component shows, and what its controls do. */
export interface PlaygroundModel {
  readonly phase: Ref<Phase>
  readonly setup: Setup
  readonly view: Ref<View>
  readonly names: ComputedRef<Readonly<Record<SideName, string>>>
  /** What the visitor should know: a wrong link, a failure. */
  readonly problems: Ref<readonly string[]>
  /** Undefined: the setup is the visitor's own, or that of a link. */
  readonly story: Ref<Story | undefined>
  readonly sources: Ref<Readonly<Record<SideName, string>>>
  /** The link to the setup, once the visitor has asked for it. */
  readonly link: Ref<string>
  /** Changes who runs or what the server does. Another client gets its first rival. */
  readonly change: (choice: Partial<Omit<Setup, 'script'>>) => void
  readonly playStory: (story: Story) => void
  /** Plays the script once more, from the start. */
  readonly playAgain: () => void
  readonly act: (act: Act) => void
  /** Opens both sides anew, with nothing done. */
  readonly reset: () => void
  /** Puts a link to the setup into the address and the clipboard. */
  readonly share: () => void
}

/** @param base - the path of the site on its host */
export function usePlayground(base: string): PlaygroundModel {
  const phase = ref<Phase>('starting')
  const setup = reactive<{ -readonly [Name in keyof Setup]: Setup[Name] }>({ ...parseSetup('').setup })
  const view = shallowRef<View>(emptyView)
  const problems = shallowRef<readonly string[]>([])
  const story = shallowRef<Story | undefined>(stories[0])
  const sources = shallowRef<Readonly<Record<SideName, string>>>({ ours: '', rival: '' })
  const link = ref('')
  /** What the visitor has set, for stories that leave it open. */
  let own = { lifetime: setup.lifetime, reuseGrace: setup.reuseGrace }
  let playground: Playground | undefined
  /** The last opening of both sides. Acts that come meanwhile wait for it, and keep their order. */
  let opened: Promise<void> | undefined

  onMounted(() => attempt(start))
  onBeforeUnmount(() => {
    playground?.close()
    if (phase.value === 'ready') navigator.serviceWorker.removeEventListener('controllerchange', onNewWorker)
  })

  return {
    phase,
    setup,
    view,
    problems,
    story,
    sources,
    link,
    names: computed(() => ({ ours: `@everbearer/${setup.client}`, rival: rivalHeading(setup) })),
    change(choice) {
      Object.assign(setup, choice)
      own = { lifetime: choice.lifetime ?? own.lifetime, reuseGrace: choice.reuseGrace ?? own.reuseGrace }
      if (choice.client !== undefined) setup.rival = rivalsOf(choice.client)[0]!
      link.value = ''
      const { lifetime, latency } = setup
      const isLive = choice.client === undefined && choice.rival === undefined && choice.reuseGrace === undefined
      attempt(async () => (isLive ? playground?.set({ lifetime, latency }) : reopen()))
      attempt(showSources)
    },
    playStory(chosen) {
      story.value = chosen
      Object.assign(setup, own, settingsOf(chosen), { script: chosen.script })
      play()
    },
    playAgain: play,
    act(act) {
      story.value = undefined
      link.value = ''
      attempt(async () => {
        await (opened ?? open())
        const done = playground?.act(act)
        setup.script = playground?.view()?.script ?? setup.script
        await done
      })
    },
    reset() {
      story.value = undefined
      setup.script = []
      attempt(reopen)
    },
    share: () => attempt(share),
  }

  /** Shows what goes wrong. */
  function attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      if (error instanceof NoServiceWorkerError) phase.value = 'without-worker'
      else problems.value = [...problems.value, `The playground could not go on: ${String(error)}. A reload may help.`]
    })
  }

  async function start(): Promise<void> {
    const { setup: linked, isLinked, problems: found } = parseSetup(location.hash)
    Object.assign(setup, linked)
    own = { lifetime: linked.lifetime, reuseGrace: linked.reuseGrace }
    if (isLinked) story.value = stories.find(({ script }) => script === linked.script)
    problems.value = found
    attempt(showSources)
    await takeControl(`${base}${workerFile}`, base)
    playground = createPlayground({
      server: new URL(`${base}${serverFolder}`, location.href).href,
      load: loadSides,
      secondTab: createSecondTab(document, `${base}${otherTabFile}`),
      nameRun: () => crypto.randomUUID(),
      now: Date.now,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      spread: 1000,
      onChange: () => (view.value = playground?.view() ?? emptyView),
    })
    navigator.serviceWorker.addEventListener('controllerchange', onNewWorker)
    phase.value = 'ready'
  }

  /** A worker of another version knows none of the accounts. */
  function onNewWorker(): void {
    if (opened === undefined) return
    problems.value = [...problems.value, 'A newer server has taken over, and both sides begin anew.']
    attempt(open)
  }

  async function showSources(): Promise<void> {
    sources.value = await sourcesOf(setup.client, setup.rival)
  }

  /** Opens both sides anew. Their libraries are loaded only then. */
  function open(): Promise<void> {
    view.value = emptyView
    opened = playground?.reset({ ...setup }) ?? Promise.resolve()
    return opened
  }

  async function reopen(): Promise<void> {
    if (opened !== undefined) await open()
  }

  function play(): void {
    link.value = ''
    attempt(async () => {
      await open()
      await playground?.play(setup.script)
    })
  }

  async function share(): Promise<void> {
    const hash = formatSetup(setup)
    history.replaceState(history.state, '', hash)
    link.value = location.href
    // A page without the permission shows the link all the same.
    await navigator.clipboard?.writeText(location.href).catch(() => {})
  }
}
