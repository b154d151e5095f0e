// A real authorization server with a slow token endpoint, and an API.
import { startTestbed } from '@everbearer/testbed'
import { jobOptions, say } from '../measure/job.ts'

export interface TestbedJob {
  /** s. */
  readonly lifetime: number
  /** ms. */
  readonly endpointTime: number
}

export interface TestbedAddress {
  readonly api: string
  readonly tokenEndpoint: string
  /** A client whose tokens have the lifetime of the options. */
  readonly short: { readonly clientId: string; readonly clientSecret: string }
  /** A client whose tokens outlive the measurement. */
  readonly long: { readonly clientId: string; readonly clientSecret: string }
}

const { lifetime, endpointTime } = jobOptions() as TestbedJob
const testbed = await startTestbed()
testbed.failTokenEndpoint({ kind: 'delay', ms: endpointTime })
const { api, tokenEndpoint } = testbed
const short = testbed.registerClient({ accessTokenLifetime: lifetime })
const long = testbed.registerClient({ accessTokenLifetime: 3_600 })
await say({ api, tokenEndpoint, short, long } satisfies TestbedAddress)
