// What `npm start` and `npm test` run. Plain JavaScript, for it must start on Node 20 before anything is installed.
import { fileURLToPath } from 'node:url'
import { createProcesses } from './processes.mjs'
import { installRuntimes } from './runtimes.mjs'
import { setUp } from './set-up.mjs'
import { tallyLine } from './tally.mjs'
import { runChecks } from './checks.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const usage =
  'usage: everbearer.mjs start [demo arguments] | bench [bench arguments] | fuzz [fuzz arguments] | soak [soak arguments] | mutants [mutants arguments] | test [vitest arguments] | runtimes | tally [report]'

const tasks = {
  start: async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, ['demo/main.ts', ...args], { env: toolchain.env })
  },
  bench: async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, ['bench/main.ts', ...args], { env: toolchain.env })
  },
  fuzz: async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, ['internal/fuzz/main.ts', ...args], { env: toolchain.env })
  },
  soak: async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, ['internal/soak/main.ts', ...args], { env: toolchain.env })
  },
  mutants: async (args) => {
    const { processes, toolchain } = await prepare()
    return processes.run(toolchain.node, ['internal/mutants/main.ts', ...args], { env: toolchain.env })
  },
  test: async (args) => {
    const { processes, toolchain } = await prepare()
    return runChecks({ root, processes, toolchain, vitestArguments: args })
  },
  runtimes: async () => installRuntimes({ root, say, ...(await prepare()) }),
  tally: async ([report = `${root}/reports/vitest.json`]) => {
    console.log(await tallyLine(report))
    return { code: 0 }
  },
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
  console.error(usage)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await task(args)).code
  } catch (error) {
    console.error(error.expected ? error.message : error)
    process.exitCode = error.exitCode ?? 1
  }
}
