import { inspect } from 'node:util'
import { withBearer as withAxios } from '@everbearer/axios'
import { createCoordinator, logEvents } from '@everbearer/core'
import { withBearer as withKy } from '@everbearer/ky'
import { withBearer as withOfetch } from '@everbearer/ofetch'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed } from '@everbearer/testbed'
import axios from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import { expect, test } from 'vitest'
import { dpopKey } from '../src/index.ts'

const throwing: readonly [name: string, create: (auth: ReturnType<typeof createCoordinator>) => (url: string) => Promise<unknown>][] = [
  ['axios', (auth) => (url) => withAxios(axios.create(), auth).get(url)],
  ['ky', (auth) => (url) => withKy(ky.create({ retry: 0 }), auth).get(url)],
  ['ofetch', (auth) => (url) => withOfetch(ofetch.create({ retry: 0 }), auth)(url)],
]

test.each(throwing)('neither errors, nor events, nor logs of %s show a proof or a token', async (_name, create) => {
  await using testbed = await startTestbed({ dpop: { tokenNonces: 'required', apiNonces: 'required' } })
  const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...testbed.registerClient(), keyBinding: dpopKey() })
  using auth = createCoordinator({ source, origins: [testbed.api] })
  const shown: unknown[] = []
  auth.on('*', (event) => shown.push(event))
  const log = (...line: unknown[]): void => void shown.push(line)
  logEvents(auth, { debug: log, info: log, warn: log, error: log })
  const send = create(auth)
  const keep = (error: unknown): unknown => shown.push(error)

  await send(`${testbed.api}/status/500`).catch(keep)
  await send(`${testbed.api}/echo?reject=always&challenge=dpop`).catch(keep)
  testbed.failApi({ kind: 'reset' })
  await send(`${testbed.api}/echo`).catch(keep)
  expect(shown.filter((each) => each instanceof Error)).toHaveLength(3)

  const proofs = testbed.requests.flatMap(({ headers }) => headers['dpop'] ?? [])
  const { accessToken } = await auth.getToken()
  expect(proofs.length).toBeGreaterThanOrEqual(5)
  const printed = shown.map((each) => inspect(each, { depth: 12 }) + String(each) + (JSON.stringify(each) ?? '')).join('\n')
  expect([...proofs, accessToken].filter((secret) => printed.includes(secret))).toEqual([])
})
