import { startControl } from '../src/server/control.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Behaviour } from '../src/suite/behaviour.ts'
import { behaviours as all } from '../src/suite/behaviours/index.ts'
import type { Subject } from '../src/suite/client.ts'
import { targetId, type TargetReport, reported } from '../src/suite/target-report.ts'
import { limitOf, unknownLimits } from '../src/suite/limits.ts'
import { nodePlatform } from '../src/node/platform.ts'
import { runBehaviour, type RunOptions } from '../src/suite/run.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** The result of this test and its target, for the table of behaviours. */
    target?: TargetReport
  }
}

/** Declares a vitest test for each behaviour, on Node. If a behaviour has a limit, the name of its test contains the reason. */
export function describeBehaviours(subject: Subject, options: RunOptions = {}): void {
  const { behaviours = all } = options
  const id = targetId(subject.name, 'node', process.versions.node.split('.')[0])
  describe(subject.name, () => {
    it('has no limit that is unknown', () => expect(unknownLimits(subject)).toEqual([]))
    let controlUrl = ''
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => {
      const control = await startControl()
      controlUrl = control.url
      close = () => control.close()
    })
    afterAll(() => close?.())

    const declare = (behaviour: Behaviour): void => {
      const limit = limitOf(subject, behaviour)
      const name = limit === undefined ? behaviour.name : `${behaviour.name} [not here: ${limit.reason}]`
      it(name, { timeout: 90_000 }, async ({ task }) => {
        const result = await runBehaviour(behaviour, subject, controlUrl, { platform: nodePlatform, ...options })
        task.meta.target = { id, results: [reported(result)] }
        if (result.status === 'failed') throw result.error
      })
    }
    const group = (name: string, concurrent: boolean, members: readonly Behaviour[]): void => {
      if (members.length === 0) return
      describe(name, { concurrent }, () => {
        for (const behaviour of members) declare(behaviour)
      })
    }
    for (const theme of new Set(behaviours.map((behaviour) => behaviour.theme))) {
      const ours = behaviours.filter((behaviour) => behaviour.theme === theme)
      group(
        theme,
        true,
        ours.filter(({ alone }) => alone !== true),
      )
      group(
        `${theme}, one by one`,
        false,
        ours.filter(({ alone }) => alone === true),
      )
    }
  })
}
