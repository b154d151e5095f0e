import { outcomeOf } from '@everbearer/testing/bench'
import type { AxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import { bytesOf, startAxiosBench } from './support.ts'

describe('a streamed 401 too large to be read in passing', () => {
  it.each(['http', 'fetch'])('can be destroyed unread (%s)', async (adapter) => {
    await using bench = await startAxiosBench({ axios: { adapter, responseType: 'stream' } })
    await bytesOf((await bench.api.get('/warm')).data)
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    bench.testbed.revokeAccessTokens()
    const { response } = (await outcomeOf(bench.api.get('/echo?rejectBytes=3000000'))) as AxiosError<{
      destroy?(): void
      cancel?(): Promise<void>
    }>
    response?.data.destroy?.()
    await response?.data.cancel?.()
    expect(response?.status).toBe(401)
  })
})
