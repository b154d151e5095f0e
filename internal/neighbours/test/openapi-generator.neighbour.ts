import { join } from 'node:path'
import { withBearer as withAxios } from '@everbearer/axios'
import { EverbearerError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import axios, { isAxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import { MissingPrerequisite } from '../../tools/need-program.ts'
import { description, generateClient } from '../generate-client.ts'
import { findGenerator, type Generator, generatorVersion } from '../openapi-generator.ts'

interface ByAxios {
  readonly OrdersApi: new (
    configuration: undefined,
    basePath: string,
    client: unknown,
  ) => { putOrder: (id: string, order: { amount: number }) => Promise<{ data: unknown }> }
}
interface ByFetch {
  readonly Configuration: new (parameters: { basePath: string; fetchApi: typeof fetch }) => object
  readonly OrdersApi: new (configuration: object) => { putOrder: (request: { id: string; order: { amount: number } }) => Promise<unknown> }
  readonly FetchError: new (...parameters: never) => Error & { readonly cause: Error }
  readonly ResponseError: new (...parameters: never) => Error & { readonly response: Response }
}

async function generated<Module>({ java, jar }: Generator, language: string): Promise<Module> {
  const { folder, remove } = await generateClient((output) => {
    const options = { '-i': description, '-g': language, '-o': output }
    return [java, '-jar', jar, 'generate', ...Object.entries(options).flat()]
  })
  const module = (await import(join(folder, 'index.ts'))) as Module
  await remove()
  return module
}

const title = `OpenAPI Generator ${generatorVersion}`

/** On somebody's own machine Java or Maven may be missing, by name; in CI they may not. */
const found = await findGenerator(console.log).catch((error: unknown) => {
  if (!(error instanceof MissingPrerequisite) || process.env['CI']) throw error
  return error
})

describe('OpenAPI Generator', () => {
  it('is on this machine', ({ skip }) => {
    expect(found instanceof MissingPrerequisite ? skip(found.message) : found.jar).toMatch(/\.jar$/)
  })
})

if (!(found instanceof MissingPrerequisite)) await describeClients(found)

async function describeClients(generator: Generator): Promise<void> {
  const byAxios = await generated<ByAxios>(generator, 'typescript-axios')
  const byFetch = await generated<ByFetch>(generator, 'typescript-fetch')

  describeNeighbour(`${title}, typescript-axios`, {
    start(bench) {
      const orders = new byAxios.OrdersApi(undefined, bench.testbed.api, withAxios(axios.create(), bench.auth))
      return async (index) => (await orders.putOrder(String(index), { amount: index })).data
    },
    isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
  })

  describeNeighbour(`${title}, typescript-fetch`, {
    start(bench) {
      const orders = new byFetch.OrdersApi(
        new byFetch.Configuration({ basePath: bench.testbed.api, fetchApi: withBearer(fetch, bench.auth) }),
      )
      return (index) => orders.putOrder({ id: String(index), order: { amount: index } })
    },
    isOwnError: (error, status) => error instanceof byFetch.ResponseError && error.response.status === status,
    isOurError: (error) => error instanceof byFetch.FetchError && error.cause instanceof EverbearerError,
  })
}
