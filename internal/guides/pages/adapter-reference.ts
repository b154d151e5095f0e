import type { Coordinator } from '@everbearer/core'
import { expect } from 'vitest'
import { createAuth } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

/** A client of HTTP as the page describes one: headers as an object, and a stream for the body. */
const client = {
  async send(url: string, options: RequestInit) {
    const { status, headers, body } = await fetch(url, options)
    return { status, headers: Object.fromEntries(headers), body }
  },
}

type Send = (url: string, options?: { method: string; body: string }) => Promise<{ status: number; body: ReadableStream }>

export const adapterReference: GuidePage = {
  path: 'docs/reference/adapter.md',
  blocks: {
    'clients-that-speak-fetch': {
      rejections: [401],
      async check({ world, run }) {
        world.register()
        const { withToken } = await run<{ withToken: (client: typeof fetch, auth: Coordinator) => typeof fetch }>()
        const api = withToken(fetch, createAuth())
        expect((await api('https://api.example.com/orders?reject=1')).status).toBe(200)
      },
    },
    'other-clients': {
      rejections: [401],
      async check({ world, run }) {
        world.register()
        const { withBearer } = await run<{ withBearer: (auth: Coordinator) => Send }>({ client })
        const { status, body } = await withBearer(createAuth())('https://api.example.com/orders?reject=1', { method: 'POST', body: 'text' })
        expect(status).toBe(200)
        expect(await new Response(body).json()).toMatchObject({ method: 'POST', bodyLength: 4 })
      },
    },
  },
}
