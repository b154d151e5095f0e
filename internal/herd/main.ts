import { writeFile } from 'node:fs/promises'
import { countBins, plot } from './plot.ts'
import { coldStart, endpointsOf, steady, type EndpointName, type SteadyResult } from './scenarios.ts'

// Prints the figures of `docs/internals/proofs/herd.md`: `cold`, or `steady`, which writes the plot as well. A seed may follow, and for
// `cold` the number of processes.
const part = process.argv[2]
const seed = Number(process.argv[3] ?? 1)
const processes = Number(process.argv[4] ?? 1000)

if (part === 'cold') await showColdStarts()
else if (part === 'steady') await showSteadyStates()
else throw new TypeError('expected cold or steady')

async function showColdStarts(): Promise<void> {
  const names = Object.keys(endpointsOf(1)).filter((name) => name !== 'no limit') as EndpointName[]
  const starts = [
    [0, 10],
    [0, 1000],
    [10_000, 1000],
  ] as const
  for (const endpoint of names) {
    for (const [within, requestGap] of starts) {
      const { done, requests } = await coldStart({ processes, seed, endpoint, within, requestGap })
      console.log(`${endpoint} | ${within / 1000} s | ${requestGap} ms | ${done.toFixed(0)} s | ${requests.toFixed(1)}`)
    }
  }
}

async function showSteadyStates(): Promise<void> {
  const [many, periods, bin] = [10_000, 24, 10]
  const common = { processes: many, seed, lifetime: 300_000, within: 0, width: bin * 1000, periods, endpoint: 'no limit' } as const
  const once = await steady(common)
  tell('drawn once', once)
  const each = await steady({ ...common, options: (random) => ({ refreshAt: (lifetime) => lifetime * (0.8 + 0.1 * random()) }) })
  tell('drawn for each token', each)
  // The first bin has the cold start, which is much higher than all others.
  const counts = ({ arrivals }: SteadyResult): number[] => countBins(arrivals, bin, periods * 255).with(0, 0)
  const chart = plot([
    {
      title: 'All tokens issued at once, lifetime 300 s: token requests in 10 s',
      bin,
      mark: { name: '1.5 × the mean', count: Math.round((1.5 * many * bin) / 255) },
      lines: [
        { name: 'fraction drawn for each token', counts: counts(each) },
        { name: 'fraction drawn once per process (the default)', counts: counts(once) },
      ],
    },
  ])
  await writeFile('docs/internals/proofs/herd.svg', chart)
}

function tell(name: string, { ratios, from }: SteadyResult): void {
  console.log(`${name} | steady from ${from ?? 'no'} | ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`)
}
