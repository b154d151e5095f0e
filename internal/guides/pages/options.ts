import { type Coordinator, withBearer } from '@everbearer/fetch'
import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

const url = 'https://api.example.com/health'

export const options: GuidePage = {
  path: 'docs/reference/options.md',
  blocks: {
    async 'options-and-methods'({ world, run }) {
      const { auth } = await run<{ auth: Coordinator }>()
      expect(await (await withBearer(fetch, auth)(url)).json()).toMatchObject({ authorization: 'Bearer' })
      expect(world.served).toEqual(['GET /open/health 200'])
    },
    async replaceif({ world, run }) {
      const { auth } = await run<{ auth: Coordinator }>()
      const seen: string[] = []
      world.sites.set('api.example.com', (request, response) => {
        seen.push(request.headers.authorization ?? '')
        response.end()
      })
      const api = withBearer(fetch, auth)
      for (const value of ['Bearer placeholder', 'Bearer mine']) await api(url, { headers: { authorization: value } })
      expect(seen).toEqual(['Bearer from-anywhere', 'Bearer mine'])
    },
  },
}
