import type { SecondTab } from '../run/second-tab.ts'
import type { TabRequest, TabResponse } from './messages.ts'

/** Opens the second tab in a hidden frame of the same origin, where it has documents, locks and channels of its own. */
export function createSecondTab(document: Document, page: string): SecondTab {
  let frame: HTMLIFrameElement | undefined
  let joined: TabRequest | undefined

  return {
    async open(session, api) {
      if (joined?.session === session) return
      frame ??= await load()
      const request: TabRequest = { kind: 'everbearer-playground', ask: 'open', session, api }
      await ask(frame, request)
      joined = request
    },
    async signOut() {
      if (frame === undefined || joined === undefined) throw new Error('The second tab is not open.')
      await ask(frame, { ...joined, ask: 'sign-out' })
    },
    close() {
      frame?.remove()
      frame = undefined
      joined = undefined
    },
  }

  function load(): Promise<HTMLIFrameElement> {
    const created = document.createElement('iframe')
    created.src = page
    created.title = 'Second tab of the playground'
    created.hidden = true
    return new Promise((resolve) => {
      created.addEventListener('load', () => resolve(created), { once: true })
      document.body.append(created)
    })
  }
}

/** @throws {Error} the second tab could not do it */
async function ask(frame: HTMLIFrameElement, request: TabRequest): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const response = new Promise<TabResponse>((resolve) => {
    port1.addEventListener('message', ({ data }: MessageEvent<TabResponse>) => resolve(data))
  })
  port1.start()
  frame.contentWindow?.postMessage(request, location.origin, [port2])
  const { problem } = await response
  port1.close()
  if (problem !== undefined) throw new Error(`The second tab: ${problem}`)
}
