import { createServer } from 'node:http'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../browsers/index.ts'
import type { RunJob } from './run-job.ts'

/** Longest that one target may take, ms. */
const patience = 240_000
/** Time between two looks at the results, ms. */
const interval = 200

/** Runs a job in a tab of its own. The page keeps the results until they are taken. */
export function runInTab(engine: Engine): RunJob {
  return async ({ file }, job, onLine) => {
    await using page = await servePage(file)
    const tab = await engine.openTab(page.url)
    const deadline = performance.now() + patience
    // WebKitGTK's driver may hand over a page whose module has not run yet.
    while (!(await tab.evaluate<boolean>('typeof startJob === "function"'))) {
      if (performance.now() > deadline) throw new Error('the module of the page did not run')
      await pause(interval)
    }
    await tab.evaluate(`startJob(${JSON.stringify(job)})`)
    for (let isDone = false; !isDone; await pause(interval)) {
      if (performance.now() > deadline) throw new Error(`the time-out of ${patience / 1000} s`)
      for (const line of await tab.evaluate<string[]>('takeLines()')) {
        if (line.startsWith('broken off')) throw new Error(line)
        if (line === 'done') isDone = true
        else onLine(line)
      }
    }
    await tab.close()
  }
}

interface ServedPage extends AsyncDisposable {
  readonly url: string
}

/** Serves a page that loads one module. */
async function servePage(file: string): Promise<ServedPage> {
  const server = createServer(({ url }, response) => {
    if (url === '/suite.mjs') {
      response.writeHead(200, { 'content-type': 'text/javascript' })
      createReadStream(file).pipe(response)
    } else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><script type="module" src="/suite.mjs"></script>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
