import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../tools/command-line.ts'
import { fleet, scenarios } from './options.ts'
import { renderEvaluation } from './render-evaluation.ts'
import { runFleet } from './run.ts'
import { keyValuePlace } from './store-place.ts'

await runCommand(
  fleet,
  async ({
    processes,
    lifetimes,
    lifetime,
    interval,
    seed,
    store: _store,
    scenario,
    skew,
    'no-store-clock': noStoreClock,
    'no-leases': noLeases,
    logs,
  }) => {
    const folder = logs ?? (await mkdtemp(join(tmpdir(), 'everbearer-fleet-')))
    const begun = performance.now()
    const note = (text: string): void => console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`)
    try {
      await using store = await keyValuePlace(processes)
      const evaluation = await runFleet({
        processes,
        lifetimes,
        lifetime: lifetime * 1000,
        interval: interval * 1000,
        seed,
        skew: skew * 1000,
        hasStoreClock: !noStoreClock,
        hasLeases: !noLeases,
        mishaps: scenarios[scenario],
        folder,
        store,
        note,
      })
      const { good, lines } = renderEvaluation(evaluation)
      console.log(['', ...lines].join('\n'))
      return good ? 0 : 1
    } finally {
      if (logs === undefined) await rm(folder, { recursive: true, force: true })
    }
  },
)
