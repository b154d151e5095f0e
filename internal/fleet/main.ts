import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../tools/command-line.ts'
import { fleet, scenarios } from './options.ts'
import { openPlace } from './places/index.ts'
import { mishapsOf } from './places/store-place.ts'
import { planRun } from './plan.ts'
import { renderEvaluation } from './render-evaluation.ts'
import { runFleet } from './run.ts'

await runCommand(fleet, async ({ store: storeName, scenario, logs, ...values }) => {
  const { processes, lifetimes, seed } = values
  const folder = logs ?? (await mkdtemp(join(tmpdir(), 'everbearer-fleet-')))
  const begun = performance.now()
  const note = (text: string): void => console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`)
  try {
    await using store = await openPlace(storeName, processes, scenario === 'failover')
    const possible = mishapsOf(store)
    const plan = planRun({ processes, lifetimes, seed, mishaps: scenarios[scenario].filter((kind) => possible.includes(kind)) })
    const evaluation = await runFleet({
      processes,
      lifetimes,
      lifetime: values.lifetime * 1000,
      interval: values.interval * 1000,
      seed,
      skew: values.skew * 1000,
      hasStoreClock: !values['no-store-clock'],
      hasLeases: !values['no-leases'],
      plan,
      folder,
      store,
      note,
    })
    const { lines, isGood } = renderEvaluation(evaluation, scenario === 'guarantee' || scenario === 'calm')
    console.log(['', ...lines].join('\n'))
    return isGood ? 0 : 1
  } finally {
    if (logs === undefined) await rm(folder, { recursive: true, force: true })
  }
})
