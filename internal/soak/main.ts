import { renderTable } from '../../demo/table.ts'
import { runCommand } from '../tools/command-line.ts'
import { adapterNames, ownEntrants, peerEntrants } from './lanes.ts'
import { soak } from './options.ts'
import { classifyResponse, soakTable } from './report.ts'
import { runSoak } from './run.ts'

await runCommand(soak, async ({ minutes, seed, client, peers, 'refresh-tokens': refreshTokens }) => {
  const clients = client === 'all' ? adapterNames : [client]
  const entrants = [...ownEntrants(clients), ...(peers ? await peerEntrants(clients) : [])]
  console.log(`${minutes} minutes from seed ${seed}, ${refreshTokens ? 'with' : 'without'} refresh tokens, Node ${process.versions.node}`)
  const results = await runSoak({
    entrants,
    load: { duration: minutes * 60_000, rate: 20, workers: 20, grace: 10_000 },
    seed,
    lifetime: 4,
    refreshTokens,
  })
  const { good, text } = classifyResponse(results)
  console.log([...renderTable(soakTable(results)), '', text].join('\n'))
  return good ? 0 : 1
})
