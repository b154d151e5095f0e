import { createCoordinator, stepUp, type TokenResponse } from '@everbearer/core'
import { dpopKey } from '@everbearer/dpop'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withBearer } from '../src/index.ts'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

test.for([
  ['Bearer', undefined],
  ['DPoP', dpopKey],
] as const)('a Request with a body is sent whole three times: rejected, with a refreshed token, after a step-up (%s)', async ([, key]) => {
  const client = testbed.registerClient()
  const options = { tokenEndpoint: testbed.tokenEndpoint, ...client, keyBinding: key?.() }
  const auth = createCoordinator({
    source: clientCredentials(options),
    origins: [testbed.api],
    stepUp: stepUp(({ acrValues = '', signal }): Promise<TokenResponse> | undefined =>
      clientCredentials({ ...options, parameters: { acr_values: acrValues } }).obtain?.({ signal }),
    ),
  })
  const api = withBearer(fetch, auth)
  const url = `${testbed.api}/echo?acr_values=gold&reject=1&key=${key === undefined}`
  const response = await api(new Request(url, { method: 'POST', body: 'pay 100' }))
  expect([response.status, await response.json()]).toMatchObject([200, { bodyLength: 7 }])
  const served = testbed.requests.filter(({ clientId }) => clientId === client.clientId)
  expect(served.map(({ status, bodyLength }) => [status, bodyLength])).toEqual([
    [401, 7],
    [401, 7],
    [200, 7],
  ])
})
