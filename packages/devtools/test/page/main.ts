import { type Coordinator, createCoordinator, type CoordinatorOptions, withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { showDevtools } from '../../src/development.ts'
import { createTimeLineView } from '../../src/time-line/index.ts'
import { stormData } from '../support/storm-data.ts'

/** Where a page gets its tokens. */
export interface PageClient {
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
  readonly api: string
}

/** What a test can do in the page. */
export interface PageTools {
  readonly showDevtools: typeof showDevtools
  readonly createTimeLineView: typeof createTimeLineView
  readonly stormData: typeof stormData
  signIn(client: PageClient): Coordinator
  /** Sends requests at the same time. Resolves with their statuses, or with the names of their errors. */
  send(auth: Coordinator, urls: readonly string[]): Promise<(number | string)[]>
}

const tools: PageTools = {
  showDevtools,
  createTimeLineView,
  stormData,
  signIn({ api, ...client }) {
    const options: CoordinatorOptions = { source: clientCredentials(client), origins: [api], retries: 0 }
    return createCoordinator(options)
  },
  send(auth, urls) {
    const client = withBearer(fetch, auth)
    return Promise.all(
      urls.map(async (url) => {
        try {
          const response = await client(url)
          await response.arrayBuffer()
          return response.status
        } catch (error) {
          return (error as Error).name
        }
      }),
    )
  },
}
Object.assign(globalThis, { tools })
