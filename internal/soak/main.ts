import { renderTable } from '../../demo/table.ts'
import { runCommand } from '../tools/command-line.ts'
import { adapterNames, ownEntrants, peerEntrants } from './lanes.ts'
import { classifyHeap, createHeapReader, watchHeap } from './heap.ts'
import { soak } from './options.ts'
import { classifyResponse, soakTable } from './report.ts'
import { runSoak } from './run.ts'

/** A shorter run says nothing about memory: the engine still compiles. */
const leastMinutesOfHeap = 10

await runCommand(soak, async ({ minutes, seed, client, peers, 'refresh-tokens': refreshTokens }) => {
  const clients = client === 'all' ? adapterNames : [client]
  const entrants = [...ownEntrants(clients), ...(peers ? await peerEntrants(clients) : [])]
  console.log(`${minutes} minutes from seed ${seed}, ${refreshTokens ? 'with' : 'without'} refresh tokens, Node ${process.versions.node}`)
  const duration = minutes * 60_000
  const [results, samples] = await Promise.all([
    runSoak({ entrants, load: { duration, rate: 20, workers: 20, grace: 10_000 }, seed, lifetime: 4, refreshTokens }),
    minutes < leastMinutesOfHeap ? undefined : watchHeap(duration, createHeapReader()),
  ])
  const findings = [classifyResponse(results), ...(samples === undefined ? [] : [classifyHeap(samples)])]
  console.log([...renderTable(soakTable(results)), '', ...findings.map(({ text }) => text)].join('\n'))
  return findings.every(({ good }) => good) ? 0 : 1
})
