// What a request with a good token costs: `node --expose-gc bench/hot-path.ts`. Time is the median of several rounds,
// memory what the heap grew by; the baselines say what of it is the machine's clock and the call itself.
import { spawnSync } from 'node:child_process'
import { createCoordinator } from '../packages/core/src/index.ts'

const rounds = 15
const calls = 2_000_000
const url = 'https://api.example.com/orders?page=1'

interface Row {
  readonly name: string
  readonly prepare: () => (() => unknown) | Promise<() => unknown>
}

interface Figures {
  readonly median: number
  readonly least: number
  readonly bytes: number
}

const source = async () => ({ access_token: 'access-token', expires_in: 36_000 })
const options = {}

async function authorized(origins: 'any' | string[] | ((url: URL) => boolean)): Promise<() => unknown> {
  const auth = createCoordinator({ source, origins })
  await auth.getToken()
  return () => auth.authorize(url, options, false)
}

const rows: Row[] = [
  { name: 'an empty function', prepare: () => () => undefined },
  { name: 'Date.now()', prepare: () => () => Date.now() },
  { name: 'performance.now()', prepare: () => () => performance.now() },
  { name: 'authorize, one origin listed', prepare: () => authorized(['https://api.example.com']) },
  {
    name: 'authorize, the last of five listed',
    prepare: () => authorized([...[1, 2, 3, 4].map((n) => `https://${n}.example.com`), 'https://api.example.com']),
  },
  { name: "authorize, origins: 'any'", prepare: () => authorized('any') },
  { name: 'authorize, a predicate (parses the URL)', prepare: () => authorized(({ hostname }) => hostname === 'api.example.com') },
]

/** Keeps the calls from being optimised away. */
let sink: unknown

function loop(call: () => unknown, times: number): void {
  for (let i = 0; i < times; i++) sink = call()
}

function measure(call: () => unknown): Figures {
  loop(call, calls)
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now()
    loop(call, calls)
    return ((performance.now() - begun) * 1e6) / calls
  }).toSorted((a, b) => a - b)
  return { median: times[rounds >> 1]!, least: times[0]!, bytes: bytesOf(call) }
}

/** The median of short runs, each short enough for no collection to come in between. */
function bytesOf(call: () => unknown): number {
  const short = 10_000
  const runs = Array.from({ length: rounds }, () => {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    loop(call, short)
    return (process.memoryUsage().heapUsed - before) / short
  }).toSorted((a, b) => a - b)
  return runs[rounds >> 1]!
}

const [, file, index] = process.argv
const chosen = rows[Number(index)]
if (chosen === undefined) {
  if (globalThis.gc === undefined) console.error('Without --expose-gc the bytes mean little.')
  console.log(`Node ${process.version}, ${rounds} rounds of ${calls.toLocaleString('en')} calls\n`)
  console.log(`${'per call'.padEnd(42)}${'median ns'.padStart(10)}${'least ns'.padStart(10)}${'bytes'.padStart(10)}`)
  // A process for each row, or the code of one would be compiled for the needs of all.
  for (const row of rows.keys()) spawnSync(process.execPath, [...process.execArgv, file!, `${row}`], { stdio: 'inherit' })
} else {
  const { name, prepare } = chosen
  const { median, least, bytes } = measure(await prepare())
  console.log(`${name.padEnd(42)}${median.toFixed(1).padStart(10)}${least.toFixed(1).padStart(10)}${bytes.toFixed(1).padStart(10)}`)
  if (sink === rows) console.log()
}
