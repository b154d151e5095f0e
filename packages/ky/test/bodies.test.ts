import { outcomeOf, sha256 } from '@everbearer/testing/bench'
import type { BeforeRequestHook, Options } from 'ky'
import { expect, it } from 'vitest'
import { startKyBench } from './support.ts'

const json = { name: 'Ada' }

const another: BeforeRequestHook = ({ request }) => new Request(request, { method: 'POST', body: 'another' })

const hooks: Record<string, Options['hooks']> = {
  'a beforeRequest hook': { beforeRequest: [another] },
  'a beforeRequest hook that comes at the last moment': {
    init: [(options) => void (options.hooks = { ...options.hooks, beforeRequest: [another] })],
  },
}

it.each(Object.entries(hooks))('%s may put another body in the place of the given one, on the replay too', async (_what, installed) => {
  await using bench = await startKyBench()
  const { api } = bench
  const response = await api.extend({ ...(installed && { hooks: installed }) }).post(bench.url('/echo?reject=1'), { json })
  expect(response.status).toBe(200)
  expect(bench.testbed.requests.map(({ status, bodySha256 }) => [status, bodySha256])).toEqual([
    [401, sha256('another')],
    [200, sha256('another')],
  ])
})

it('a stringifyJson of the caller makes the body once, and the replay has the same', async () => {
  await using bench = await startKyBench()
  let calls = 0
  const response = await bench.api.post(bench.url('/echo?reject=1'), { json, stringifyJson: () => `"call ${++calls}"` })
  expect(response.status).toBe(200)
  expect(calls).toBe(1)
  expect(new Set(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1)
})

it('a body that is no JSON after all fails as it does without us', async () => {
  await using bench = await startKyBench()
  const circle: Record<string, unknown> = {}
  circle['circle'] = circle
  expect(await outcomeOf(Promise.resolve().then(() => bench.api.post(bench.url('/echo'), { json: circle })))).toMatchObject({
    name: 'TypeError',
  })
})
