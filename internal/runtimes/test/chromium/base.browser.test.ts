import { type Behaviour, runBehaviours, type Subject, type TestContext } from '@everbearer/testing/conformance'
import { describe, expect, inject, it } from 'vitest'
import { createSubject as axios } from '../../clients/axios.ts'
import { createSubject as fetch } from '../../clients/fetch.ts'
import { createSubject as ky } from '../../clients/ky.ts'
import { createSubject as ofetch } from '../../clients/ofetch.ts'

const subjects: readonly Subject[] = [axios('xhr'), axios('fetch'), fetch(), ky(), ofetch()]

/** Gives the page a base for as long as `act` takes. */
async function withBase(href: string, act: () => Promise<void>): Promise<void> {
  const base = document.createElement('base')
  base.href = href
  document.head.append(base)
  try {
    await act()
  } finally {
    base.remove()
  }
}

async function sendRelative(context: TestContext, base: string): Promise<void> {
  const client = await context.client({ baseUrl: '' })
  await withBase(`${base}/`, async () => void (await context.outcome('/echo', client)))
}

const behaviours: readonly Behaviour[] = [
  {
    name: 'at another origin: a relative URL gets no token',
    theme: 'credentials',
    setup: () => ({ coordinator: { origins: [location.origin] } }),
    async run(context) {
      const other = await context.elsewhere()
      await sendRelative(context, other.api)
      expect((await other.requests()).map(({ url, headers }) => [url, headers['authorization']])).toEqual([['/echo', undefined]])
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
  {
    name: 'at a listed origin: a relative URL gets the token, and its 401 is refreshed for',
    theme: 'credentials',
    async run(context) {
      await context.revoked()
      await sendRelative(context, context.testbed.api)
      expect((await context.requests()).map(({ status }) => status)).toEqual([200, 401, 200])
    },
  },
]

describe.each(subjects)('$name in a page with a base', (subject) => {
  // One after the other: they share the page.
  it.each(behaviours)('$name', async (behaviour) => {
    const results = await runBehaviours(subject, inject('control'), { behaviours: [behaviour] })
    expect(results).toMatchObject([{ status: 'passed' }])
  })
})
