import type { Coordinator, TokenSource } from '@everbearer/core'
import { expect } from 'vitest'
import { send, sendFrom } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'
import type { Respond } from '../network/start-front.ts'
import type { World } from '../open-world.ts'

/** The session endpoint of a server, which gets its tokens by itself. */
function sessionEndpoint({ testbed }: World, field = (json: object): object => json): Respond {
  const { clientId, clientSecret } = testbed.registerClient()
  return async (_, response) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const token = await fetch(`${testbed.origin}/token`, { method: 'POST', body })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(field((await token.json()) as object)))
  }
}

export const sources: GuidePage = {
  path: 'docs/reference/sources.md',
  blocks: {
    async 'token-sources'({ world, run }) {
      world.sites.set('shop.example.com', sessionEndpoint(world))
      const { auth } = await run<{ auth: Coordinator }>()
      await send(auth)
    },
    async 'the-servers-clock'({ world, run }) {
      const paths: string[] = []
      const respond = sessionEndpoint(world)
      world.sites.set('auth.example.com', (request, response) => {
        paths.push(`${request.method} ${request.url}`)
        return respond(request, response)
      })
      await sendFrom((await run<{ source: TokenSource }>()).source)
      expect(paths).toEqual(['POST /session/token'])
    },
  },
}
