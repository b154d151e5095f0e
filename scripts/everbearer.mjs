// What the scripts of package.json run. Plain JavaScript, for it must start on Node 20 before anything is installed.
import { fileURLToPath } from 'node:url'
import { runChecks, watchTests } from './checks.mjs'
import { createProcesses } from './processes.mjs'
import { installRuntimes } from './runtimes.mjs'
import { setUp } from './set-up.mjs'
import { readTally, tallyLine } from './tally.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const tasks = {
  start: program('demo/main.ts'),
  bench: program('bench/main.ts'),
  site: program('site/main.ts'),
  fuzz: program('internal/fuzz/main.ts'),
  soak: program('internal/soak/main.ts'),
  mutants: program('internal/mutants/main.ts'),
  'api-report': program('internal/api-reports/main.ts'),
  rehearse: program('internal/rehearsal/main.ts'),
  test: checks('quick'),
  'test:rest': checks('rest'),
  'test:all': checks('all'),
  'test:long': program('internal/long-run/main.ts'),
  dev: async (vitestArguments) => watchTests({ root, vitestArguments, ...(await prepare()) }),
  runtimes: async () => installRuntimes({ say, ...(await prepare()) }),
  tally: async (reports) => {
    console.log(tallyLine(await Promise.all(reports.map(readTally))))
    return { code: 0 }
  },
}

function program(file) {
  return async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, [file, ...args], { env: toolchain.env })
  }
}

function checks(set) {
  return async (vitestArguments) => runChecks({ root, set, vitestArguments, ...(await prepare()) })
}

/** The demo's standard output is its own, so all that is said before goes to standard error. */
function say(line) {
  console.error(`set-up: ${line}`)
}

async function prepare() {
  const processes = createProcesses(root)
  const toolchain = await setUp({ root, processes, say })
  return { processes, toolchain }
}

const [name, ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined
if (task === undefined) {
  console.error(`usage: everbearer.mjs ${Object.keys(tasks).join(' | ')} [arguments]`)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await task(args)).code
  } catch (error) {
    console.error(error.expected ? error.message : error)
    process.exitCode = error.exitCode ?? 1
  }
}
