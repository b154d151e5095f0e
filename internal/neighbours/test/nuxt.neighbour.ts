import { join } from 'node:path'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { afterAll } from 'vitest'
import { AppError, buildApp } from '../framework-app.ts'
import { programOf } from '../generate-client.ts'

const app = await buildApp({
  adapter: 'ofetch',
  route: ['nuxt-route.js', 'server/routes/orders/[id].js'],
  files: {
    'nuxt.config.js': "export default { telemetry: false, compatibilityDate: '2026-11-01' }\n",
    'app.vue': '<template><main>orders</main></template>\n',
  },
  build: (folder) => [programOf('nuxt', 'nuxt'), 'build', folder],
  serve: (folder) => [join(folder, '.output', 'server', 'index.mjs')],
})
afterAll(app.remove)

describeNeighbour('nuxt', {
  start: app.start,
  isOwnError: (error, status) => error instanceof AppError && error.status === status,
  isOurError: (error) => error instanceof AppError && error.code === 'ERR_TOKEN_UNAVAILABLE',
})
