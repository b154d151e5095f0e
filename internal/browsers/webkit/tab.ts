import { setTimeout as pause } from 'node:timers/promises'
import type { Engine, Tab } from '../engine.ts'
import { evaluationTimeout, readSettled, settle } from '../evaluate.ts'
import { limitedMethods } from '../limited-methods.ts'
import type { Method, WebDriverSession } from './session.ts'

/** Longest pause between two looks at an evaluation, ms. */
const longestPause = 50

export function webKitTab(session: WebDriverSession, handle: string, limits: Engine['limits']): Tab {
  const command = <T>(method: Method, path: string, body?: object): Promise<T> => session.inWindow(handle, method, path, body)
  const execute = <T>(script: string): Promise<T> => command('POST', '/execute/sync', { script, args: [] })
  let evaluations = 0

  return {
    ...limitedMethods(limits),
    async evaluate<T>(expression: string, timeout = evaluationTimeout): Promise<T> {
      const key = ++evaluations
      const deadline = performance.now() + timeout
      await execute(start(key, expression))
      for (let wait = 2; ; wait = Math.min(2 * wait, longestPause)) {
        const { state, json } = await execute<Evaluation>(look(key))
        if (state === 'ended') return readSettled(json ?? '') as T
        if (state === 'lost') throw new Error('the page was left during an evaluation')
        if (performance.now() > deadline) throw new Error(`in the page: no value within ${timeout} ms`)
        await pause(wait)
      }
    },
    goto: async (url) => void (await command('POST', '/url', { url })),
    reload: async () => void (await command('POST', '/refresh')),
    back: async () => void (await command('POST', '/back')),
    close: async () => void (await command('DELETE', '/window')),
  }
}

interface Evaluation {
  /** `lost`: the page does not know of the evaluation. */
  readonly state: 'open' | 'ended' | 'lost'
  readonly json?: string
}

/** Begins an evaluation. A command that waited for the end would hold back the commands to other tabs. */
function start(key: number, expression: string): string {
  return `const all = (globalThis.__evaluations ??= {});
    all[${key}] = { state: 'open' };
    ${settle(expression)}.then((json) => { all[${key}] = { state: 'ended', json } })`
}

/** Returns an evaluation, once if it has ended. */
function look(key: number): string {
  return `const all = globalThis.__evaluations ?? {};
    const found = all[${key}] ?? { state: 'lost' };
    if (found.state === 'ended') delete all[${key}];
    return found`
}
