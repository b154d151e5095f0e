import { setTimeout as pause } from 'node:timers/promises'
import { startTestbed } from '@everbearer/testbed'
import { machineTime } from '@everbearer/testbed/token-books'
import type { Engine } from '../browsers/index.ts'
import { sessionKinds } from '../fleet/log-line.ts'
import { registerClient } from '../fleet/register-client.ts'
import { bundlePage } from './bundle.ts'
import { type Chaos, createChaos } from './chaos.ts'
import type { Step } from './plan.ts'
import { startPageServer } from './server/page-server.ts'
import { createSignIns, type SignIns } from './sign-ins.ts'
import { createTabs } from './tabs.ts'
import type { TabsRecord } from './tabs-record.ts'

export interface TabsRun {
  readonly engine: Engine
  readonly tabs: number
  /** How long the run lasts, in lifetimes of the access tokens. */
  readonly lifetimes: number
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  /** Time between two requests of one session in one page, ms. */
  readonly interval: number
  readonly plan: readonly Step[]
  /** Do the pages share their tokens? Else each page has tokens of its own. */
  readonly isSharing: boolean
  /** Called with each step and sign-in. */
  readonly note: (text: string) => void
}

/** Runs tabs while things happen to them. */
export async function runTabs({ engine, tabs: count, lifetimes, lifetime, interval, plan, isSharing, note }: TabsRun): Promise<TabsRecord> {
  const failures: string[] = []
  const fail = (error: unknown): void => void failures.push(describe(error))
  let chaos: Chaos | undefined
  let signIns: SignIns | undefined
  await using testbed = await startTestbed()
  const clients = { obtains: registerClient(testbed, lifetime), refreshes: registerClient(testbed, lifetime) }
  await using server = await startPageServer({
    testbed,
    clients,
    scripts: { '/page.js': await bundlePage('main') },
    settings: { isSharing, lifetime, interval },
    async onTokenRequest(session, page) {
      await chaos?.onTokenRequest(session, page)
    },
    onReport(_page, report) {
      if (report.session !== 'refreshes' || report.kind !== 'event' || report.name !== 'session-ended') return
      if (report.detail?.includes('no-grant')) signIns?.request('refreshes')
    },
  })
  const tabs = createTabs(engine, count, (place) => `${server.origin}/page?place=${place}`)
  let users = 0
  signIns = createSignIns({
    tabs,
    lifetime,
    nextUser() {
      const username = `user-${++users}`
      testbed.registerUser({ username, password: 'password' })
      return username
    },
    note,
  })
  const { signIn, stop } = signIns
  await tabs.open(0)
  for (const session of sessionKinds) await signIn(session, 0)
  for (let place = 1; place < count; place++) await tabs.open(place)

  chaos = createChaos({ tabs, signIns: () => signIns, pageIn: server.pageIn, blank: `${server.origin}/blank`, lifetime, note, fail })
  const begun = machineTime()
  await Promise.all([chaos.play(plan, begun), pause(lifetimes * lifetime)])
  const ended = machineTime()
  stop()
  const alive = tabs.places().map((place) => server.pageIn(place))
  const finish = `Promise.all(Object.values(lanes).map(({ traffic }) => traffic.stop())).then(() => reporter.flush())`
  await Promise.all(tabs.places().map((place) => tabs.at(place).evaluate(finish).catch(fail)))
  const record = {
    logs: server.logs(),
    pageLines: server.pageLines(),
    books: server.books(),
    requests: server.requests(),
    strikes: chaos.strikes(),
    planned: plan.length,
    alive,
    lifetime,
    begun,
    ended,
    failures,
  }
  await Promise.all(tabs.places().map((place) => tabs.at(place).close().catch(fail)))
  return record
}

function describe(error: unknown): string {
  const { message, cause } = error as Error
  return cause === undefined ? message : `${message}: ${describe(cause)}`
}
