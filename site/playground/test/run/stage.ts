import { setTimeout as pause } from 'node:timers/promises'
import { createPlayground, type Playground } from '../../run/playground.ts'
import type { SecondTab } from '../../run/second-tab.ts'
import { loadSides } from '../../sides/load-side.ts'

/** A second tab that does nothing: Node has no tabs. */
const noTab: SecondTab = { open: async () => {}, signOut: async () => {}, close: () => {} }

let runs = 0

/** A playground against a server in Node. */
export function createStage(server: string): Playground {
  return createPlayground({
    server,
    load: loadSides,
    secondTab: noTab,
    nameRun: () => `run-${++runs}`,
    now: Date.now,
    pause,
    spread: 100,
    onChange: () => {},
  })
}
