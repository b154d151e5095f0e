import { createPlayServer, type PlayServer } from '../server/play-server.ts'
import { serve } from '../server/serve.ts'
import { createMemory } from './memory.ts'
import { claimMessage, serverFolder } from './paths.ts'
import type { FetchEvent, WorkerScope } from './worker-scope.ts'

/** The build puts the hash of the worker's code here. */
declare const PLAYGROUND_VERSION: string

const scope = globalThis as unknown as WorkerScope
const base = new URL(serverFolder, scope.registration.scope).href
const memory = createMemory(scope.caches, PLAYGROUND_VERSION)
const now = (): number => Date.now()
const pause = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms))

/** The server begins with what it knew before the browser stopped this worker. */
const opened: Promise<PlayServer> = memory
  .load()
  .catch(() => undefined)
  .then((snapshot) => createPlayServer({ now, random: () => crypto.randomUUID(), snapshot }))

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()))
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))
scope.addEventListener('message', (event) => {
  if (event.data === claimMessage) event.waitUntil(scope.clients.claim())
})
scope.addEventListener('fetch', (event) => {
  if (event.request.url.startsWith(base)) event.respondWith(respond(event))
})

async function respond(event: FetchEvent): Promise<Response> {
  const server = await opened
  const path = event.request.url.slice(base.length).split(/[?#]/, 1)[0]!
  const response = await serve(server, path, event.request, now, pause)
  event.waitUntil(memory.save(server).catch(() => {}))
  return response
}
