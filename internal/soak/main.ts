import { renderTable } from '../../demo/table.ts'
import { adapterNames, ownEntrants, peerEntrants } from './lanes.ts'
import { type Command, helpText, parseOptions } from './options.ts'
import { classifyResponse, soakTable } from './report.ts'
import { runSoak } from './run.ts'

const command = parseOptions(process.argv.slice(2), adapterNames)

if (command.kind === 'help') process.stdout.write(helpText)
else if (command.kind === 'wrong') {
  console.error(`soak: ${command.line}`)
  process.exitCode = 2
} else process.exitCode = (await run(command)) ? 0 : 1

async function run({ minutes, seed, clients, withPeers, refreshTokens }: Extract<Command, { kind: 'run' }>): Promise<boolean> {
  const entrants = [...ownEntrants(clients), ...(withPeers ? await peerEntrants(clients) : [])]
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
  return good
}
