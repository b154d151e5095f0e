import { describeNeighbour } from '@everbearer/testing/neighbour'
import { afterAll } from 'vitest'
import { AppError, buildApp } from '../framework-app.ts'
import { programOf } from '../generate-client.ts'

const next = programOf('next', 'next')

const app = await buildApp({
  adapter: 'fetch',
  route: ['next-route.js', 'app/orders/[id]/route.js'],
  files: { 'app/layout.js': 'export default function Layout({ children }) { return children }\n' },
  build: (folder) => [next, 'build', folder],
  serve: (folder, port) => [next, 'start', folder, '--port', String(port), '--hostname', '127.0.0.1'],
})
afterAll(app.remove)

describeNeighbour('next', {
  start: app.start,
  isOwnError: (error, status) => error instanceof AppError && error.status === status,
  isOurError: (error) => error instanceof AppError && error.code === 'ERR_TOKEN_UNAVAILABLE',
})
