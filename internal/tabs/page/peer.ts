import { sealed, tabStore } from '@everbearer/browser'
import { createCoordinator } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'

/** What a peer can be asked for. */
export type PeerCommand =
  /** Sends a request. Returns the token that the server saw, or the code of the error. */
  | 'send'
  | 'log-out'
  /** Returns the limits that the store has named. */
  | 'limits'
  /** Reads the store without a pause from now on. */
  | 'read-on'
  /** Returns the failures of the store. */
  | 'failures'
  | 'status'

/** Where a peer runs besides the page itself. */
export type PeerPlace = 'dedicated worker' | 'shared worker' | 'service worker' | 'opaque iframe'

declare global {
  /** Asks this page. */
  var perform: (command: PeerCommand) => Promise<unknown>
  /** Asks a worker or an iframe, which is there from the first question on. */
  var ask: (place: PeerPlace, command: PeerCommand) => Promise<unknown>
}

/** A page, a worker or an iframe that shares its token. The query of the script has what it is told. */
const script = (globalThis.document as Document | undefined)?.currentScript as HTMLScriptElement | null | undefined
const { href, origin, searchParams: query } = new URL(script?.src ?? location.href)
const limits: string[] = []
const failures: string[] = []
const store = tabStore({
  name: 'peers',
  tokens: query.get('tokens') === 'sealed' ? sealed : 'memory',
  refreshTimeout: 1_000,
  leaseWait: numberOf('leaseWait'),
})
const auth = createCoordinator({
  source: async ({ signal }: { readonly signal: AbortSignal }) => (await fetch(`${origin}/token`, { method: 'POST', signal })).json(),
  origins: [origin],
  store,
  refreshAt: numberOf('refreshAt'),
})
auth.on('store-limited', ({ limit }) => limits.push(limit))
auth.on('store-failed', ({ error }) => failures.push(error.message))
const api = withBearer(fetch, auth)

globalThis.perform = async (command) => {
  switch (command) {
    case 'send':
      try {
        return await (await api(`${origin}/api`)).text()
      } catch (error) {
        return (error as { readonly code?: string }).code
      }
    case 'log-out':
      return auth.clear()
    case 'limits':
      return limits
    case 'read-on':
      // So many that a transaction is open at any time.
      return void Promise.all(Array.from({ length: 16 }, readOn))
    case 'failures':
      return failures
    case 'status':
      return auth.peek().status
  }
}

async function readOn(): Promise<never> {
  for (;;) await store.load()
}

interface Question {
  readonly data: PeerCommand
  readonly ports: readonly MessagePort[]
}

globalThis.addEventListener('message', answer as unknown as EventListener)
// Only a shared worker has this event.
globalThis.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  port!.addEventListener('message', answer as unknown as EventListener)
  port!.start()
})

async function answer({ data, ports: [port] }: Question): Promise<void> {
  port?.postMessage(await perform(data))
}

const targets = new Map<PeerPlace, Promise<Pick<MessagePort, 'postMessage'>>>()
const openers: Readonly<Record<PeerPlace, () => Promise<Pick<MessagePort, 'postMessage'>>>> = {
  'dedicated worker': async () => new Worker(href),
  'shared worker': async () => new SharedWorker(href).port,
  async 'service worker'() {
    await navigator.serviceWorker.register(href)
    return (await navigator.serviceWorker.ready).active!
  },
  async 'opaque iframe'() {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.srcdoc = `<script src="${href.replaceAll('&', '&amp;')}"></script>`
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve)
      document.body.append(frame)
    })
    return {
      postMessage: (command: unknown, ports: Transferable[]) => frame.contentWindow!.postMessage(command, '*', ports),
    } as MessagePort
  },
}

globalThis.ask = async (place, command) => {
  const target = await (targets.get(place) ?? targets.set(place, openers[place]()).get(place)!)
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.addEventListener('message', ({ data }) => resolve(data))
    port1.start()
    target.postMessage(command, [port2])
  })
}

function numberOf(name: string): number | undefined {
  const text = query.get(name)
  return text === null ? undefined : Number(text)
}
