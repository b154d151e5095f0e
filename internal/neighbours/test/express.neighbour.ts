import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { EverbearerError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import express, { type ErrorRequestHandler } from 'express'

describeNeighbour('express', {
  async start(bench, onEnd) {
    const api = withBearer(fetch, bench.auth)
    const thrown: unknown[] = []
    const app = express()
    // Express 5 passes a rejection to the error handler.
    // oxlint-disable-next-line oxc/no-async-endpoint-handlers
    app.get('/orders/:id', async (request, response) => {
      const upstream = await api(bench.url(`/orders/${request.params.id}`))
      response.status(upstream.status).json(await upstream.json())
    })
    const onError: ErrorRequestHandler = (error, _request, response, _next) => {
      thrown.push(error)
      response.status(error instanceof EverbearerError ? 502 : 500).end()
    }
    app.use(onError)
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onEnd(() => server.close())
    const { port } = server.address() as AddressInfo
    return async (index) => {
      const response = await fetch(`http://127.0.0.1:${port}/orders/${index}`)
      if (thrown.length > 0) throw thrown[0] as Error
      return response.ok ? response.json() : Promise.reject(Object.assign(new Error('express'), { status: response.status }))
    }
  },
  isOwnError: (error, status) => (error as { readonly status?: number }).status === status,
})
