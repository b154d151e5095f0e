import { expect, it } from 'vitest'
import { startKyBench } from './support.ts'

it.each(['GET', 'PUT'])("a connection that breaks during the replay of a %s is retried by ky's own budget", async (method) => {
  await using bench = await startKyBench()
  bench.testbed.failApi({ kind: 'reset' }, { after: 1, times: 1 })
  const body = method === 'PUT' ? { json: { name: 'Ada' } } : {}
  expect((await bench.api(bench.url('/echo?reject=1'), { method, ...body, retry: { limit: 1, delay: () => 0 } })).status).toBe(200)
  expect(bench.testbed.requests.map(({ status }) => status)).toEqual([401, 0, 200])
  expect(new Set(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1)
  expect(bench.counts()).toMatchObject({ tokenRequests: 2 })
})
