import { fileStore } from '../../src/index.ts'
import { openFileStore } from '../../src/open-file-store.ts'
import { systemFiles } from '../../src/file-system.ts'
import { record } from '../record.ts'

/** What a process of these tests does. It prints a line of JSON for each step. */
const [task = '', path = '', count = '0', name = ''] = process.argv.slice(2)

const tasks: Readonly<Record<string, () => Promise<void>>> = { save, crash, stop, read, lease, hold, watch, subscribe, commit }

/** Timers of the store do not keep a process alive. */
const alive = setInterval(() => {}, 60_000)
await tasks[task]!()
clearInterval(alive)

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Saves until the record has revision `count`. Prints each revision that this process has saved. */
async function save(): Promise<void> {
  const store = fileStore({ path, timeout: 60_000 })
  for (;;) {
    const revision = (await store.load()).record?.revision ?? 0
    if (revision >= Number(count)) return
    if (await store.save(record(revision + 1, { accessToken: `${name}-${revision + 1}` }), revision)) print({ saved: revision + 1 })
  }
}

/** Saves until this process is killed. */
async function crash(): Promise<void> {
  const store = fileStore({ path, timeout: 60_000 })
  for (;;) {
    const revision = (await store.load()).record?.revision ?? 0
    await store.save(record(revision + 1, { accessToken: 'x'.repeat(100_000) }), revision)
    print({ saved: revision + 1 })
  }
}

/** Reads `count` times, and prints how often the record was whole. A read of half a record would throw. */
async function read(): Promise<void> {
  const store = fileStore({ path })
  const seen = new Set<number>()
  let last = 0
  let backwards = 0
  while (last < Number(count)) {
    const revision = (await store.load()).record?.revision ?? 0
    if (revision < last) backwards++
    last = revision
    seen.add(revision)
  }
  print({ revisions: seen.size, backwards })
}

/** Stops itself with the lock, just before the new file is put in place. */
async function stop(): Promise<void> {
  const store = openFileStore(
    { path },
    {
      ...systemFiles,
      async rename(from, to) {
        if (to === path) {
          print({ stopped: true })
          await new Promise((resolve) => process.stdout.write('', resolve))
          process.kill(process.pid, 'SIGSTOP')
        }
        return systemFiles.rename(from, to)
      },
    },
  )
  const revision = (await store.load()).record?.revision ?? 0
  print({ saved: await store.save(record(revision + 1, { accessToken: 'from-the-stopped' }), revision) })
}

/** Saves once. */
async function commit(): Promise<void> {
  const store = fileStore({ path, timeout: 60_000 })
  const revision = (await store.load()).record?.revision ?? 0
  print({ saved: await store.save(record(revision + 1, { accessToken: name }), revision) })
}

/** Takes the lease `count` times. A file tells whether another process has the lease at the same time. */
async function lease(): Promise<void> {
  const store = fileStore({ path })
  const mark = `${path}.mark`
  for (let turn = 0; turn < Number(count); turn++) {
    const granted = await store.lease(AbortSignal.timeout(60_000))
    if (granted === undefined) throw new Error('no lease')
    const handle = await systemFiles.open(mark, 'wx').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 10))
    print({ lease: handle === undefined ? 'shared' : granted.lost.aborted ? 'lost' : 'exclusive' })
    await handle?.close()
    await systemFiles.rm(mark, { force: true })
    await granted.release()
  }
}

/** Takes the lease, and has it until this process is killed or stopped. */
async function hold(): Promise<void> {
  const store = fileStore({ path, leaseTime: 500 })
  const granted = await store.lease(AbortSignal.timeout(60_000))
  granted?.lost.addEventListener('abort', () => {
    print({ lost: true })
  })
  print({ lease: granted === undefined ? 'none' : 'granted' })
  await new Promise(() => {})
}

/** Subscribes for good and saves once, as a coordinator does. */
async function subscribe(): Promise<void> {
  const store = fileStore({ path })
  store.subscribe(() => {})
  print({ subscribed: await store.save(record(1), 0) })
}

/** Prints each notice, until the revision `count` is there. */
async function watch(): Promise<void> {
  const store = fileStore({ path, pollInterval: 3_600_000 })
  const end = Promise.withResolvers<void>()
  const unsubscribe = store.subscribe(() => void notice())
  print({ watching: true })
  await end.promise
  unsubscribe()

  async function notice(): Promise<void> {
    const revision = (await store.load()).record?.revision
    print({ noticed: revision })
    if (revision === Number(count)) end.resolve()
  }
}
