import type { AxiosInstance } from 'axios'
import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

export const commonjs: GuidePage = {
  path: 'docs/guide/commonjs.md',
  blocks: {
    async commonjs({ run }) {
      const required = await run()
      expect(Object.keys(required)).toEqual(['axios', 'createCoordinator', 'withBearer', 'clientCredentials'])
      for (const value of Object.values(required)) expect(value).toBeTypeOf('function')
    },
    async typescript({ world, run }) {
      world.register()
      const { createApi } = await run<{ createApi: () => Promise<AxiosInstance> }>()
      const api = await createApi()
      expect((await api.get('/orders')).status).toBe(200)
    },
  },
}
