import { tabStore } from '@everbearer/browser'
import { type Coordinator, createCoordinator } from '@everbearer/core'
import { isTabRequest, type TabRequest, type TabResponse } from './messages.ts'

// The program of the second tab.

let auth: Coordinator | undefined

addEventListener('message', ({ data, origin, ports: [port] }: MessageEvent<unknown>) => {
  if (origin !== location.origin || port === undefined || !isTabRequest(data)) return
  void respondTo(data).then((response) => port.postMessage(response))
})

async function respondTo(request: TabRequest): Promise<TabResponse> {
  try {
    await (request.ask === 'open' ? open(request) : auth?.clear())
    return { problem: undefined }
  } catch (error) {
    return { problem: String(error) }
  }
}

/** Joins the session of the first tab, and gets its token. */
async function open({ session, api }: TabRequest): Promise<void> {
  auth?.dispose()
  auth = createCoordinator({
    source: {
      refresh: (refreshToken) =>
        fetch(new URL('../token', api), {
          method: 'POST',
          body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
        }),
    },
    origins: 'same-origin',
    store: tabStore({ name: session, tokens: 'memory' }),
  })
  await auth.getToken()
}
