import { EverbearerError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { JSDOM } from 'jsdom'
import { createElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

// SWR and React look for a page when they are loaded.
const { window } = new JSDOM('<main></main>', { url: 'http://127.0.0.1/' })
Object.assign(globalThis, { window, document: window.document })
const { default: useSWR, SWRConfig } = await import('swr')

class StatusError extends Error {
  readonly status: number
  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}

/** As docs/guide/works-with/swr.md has it. */
const shouldRetryOnError = (error: unknown): boolean => !(error instanceof EverbearerError)

describeNeighbour('swr', {
  start(bench, onEnd) {
    const api = withBearer(fetch, bench.auth)
    const fetcher = async (path: string): Promise<unknown> => {
      const response = await api(bench.url(path))
      if (!response.ok) throw new StatusError(response.status)
      return response.json()
    }
    return (index) =>
      new Promise((resolve, reject) => {
        const root = createRoot(window.document.createElement('div'))
        onEnd(() => root.unmount())
        function Order(): ReactNode {
          const { data, error } = useSWR<unknown, Error>(`/orders/${index}`, fetcher)
          if (error) reject(error)
          else if (data !== undefined) resolve(data)
          return null
        }
        const value = { provider: () => new Map(), shouldRetryOnError, errorRetryInterval: 60_000 }
        root.render(createElement(SWRConfig, { value }, createElement(Order)))
      })
  },
  isOwnError: (error, status) => error instanceof StatusError && error.status === status,
})
