import axios from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import { describe, expect, it, test } from 'vitest'
import { createCoordinator } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { bearerInterceptor, withBearer as withAxios } from '@everbearer/axios'
import { withBearer as withFetch } from '@everbearer/fetch'
import { bearerInit, withBearer as withKy } from '@everbearer/ky'
import { bearerFetch, withBearer as withOfetch } from '@everbearer/ofetch'

const auth = createCoordinator({ source: () => Promise.reject(new Error('not called')), origins: 'any' })

/** Each client, twice: as it comes and as its users make one. */
const clients: Readonly<Record<string, readonly unknown[]>> = {
  'an axios instance': [axios, axios.create()],
  'a ky instance': [ky, ky.create({ retry: 0 })],
  'a $fetch of ofetch': [ofetch, ofetch.create({ retry: 0 })],
  'a fetch function': [fetch, (...given: Parameters<typeof fetch>) => fetch(...given)],
}

const adapters = [
  ['axios', withAxios, 'an axios instance'],
  ['ky', withKy, 'a ky instance'],
  ['ofetch', withOfetch, 'a $fetch of ofetch'],
  ['fetch', withFetch, 'a fetch function'],
] as const satisfies readonly (readonly [name: string, withBearer: unknown, kind: string])[]

const adapterOf = Object.fromEntries(adapters.map(([name, , kind]) => [kind, name]))

describe.each(adapters)('withBearer of %s', (_name, given, kind) => {
  const withBearer = given as (...given: unknown[]) => unknown

  it('takes its own clients, wrapped ones too', () => {
    for (const client of clients[kind]!) expect(() => withBearer(withBearer(client, auth), auth)).not.toThrow()
  })

  test.for(Object.keys(clients).filter((other) => other !== kind))('refuses %s', (other) => {
    // Of all adapters, that of fetch alone meets clients that would pass for its own.
    const shown = (client: unknown): string =>
      kind === 'a fetch function' ? `${other}, which @everbearer/${adapterOf[other]} is for` : typeof client
    for (const client of clients[other]!)
      expect(() => withBearer(client, auth)).toThrow(
        new TypeError(`withBearer: expected ${kind} as the first argument, got ${shown(client)}`),
      )
  })

  it('tells that its arguments are the wrong way round', () => {
    for (const client of clients[kind]!)
      expect(() => withBearer(auth, client)).toThrow(
        new TypeError('withBearer: the arguments are the wrong way round; expected withBearer(client, auth)'),
      )
  })

  test.for([
    [undefined, 'undefined'],
    [null, 'null'],
    ['s3cret', 'string'],
    [{ baseURL: '/' }, 'object'],
  ] as const)('refuses what is no client: %j', ([client, shown]) => {
    expect(() => withBearer(client, auth)).toThrow(new TypeError(`withBearer: expected ${kind} as the first argument, got ${shown}`))
  })

  test.for([
    [undefined, 'undefined'],
    [null, 'null'],
    ['s3cret', 'string'],
    [{ source: fetch, origins: 'any' }, 'object'],
    [() => {}, 'function'],
  ] as const)('refuses what is no coordinator: %j', ([other, shown]) => {
    const [client] = clients[kind]!
    expect(() => withBearer(client, other)).toThrow(
      new TypeError(`withBearer: expected a coordinator, as createCoordinator() gives it, got ${shown}`),
    )
  })

  it('has no options, but for fetch', () => {
    const [client] = clients[kind]!
    const message =
      kind === 'a fetch function'
        ? 'Unknown option "retries". Allowed: rejectsToken.'
        : 'withBearer: expected a client and a coordinator, and no third argument'
    expect(() => withBearer(client, auth, { retries: 1 })).toThrow(new TypeError(message))
  })
})

describe('what composes by hand', () => {
  test.for([
    ['bearerInterceptor', bearerInterceptor],
    ['bearerInit', bearerInit],
  ] as const)('%s wants a coordinator', ([name, compose]) => {
    expect(() => compose(auth)).not.toThrow()
    expect(() => compose(ky as never)).toThrow(
      new TypeError(`${name}: expected a coordinator, as createCoordinator() gives it, got function`),
    )
  })

  it('bearerFetch wants a fetch function and a coordinator', () => {
    expect(() => bearerFetch(fetch, auth)).not.toThrow()
    expect(() => bearerFetch(ofetch as never, auth)).toThrow(
      new TypeError('bearerFetch: expected a fetch function as the first argument, got a $fetch of ofetch'),
    )
    expect(() => bearerFetch(auth as never, fetch as never)).toThrow(
      new TypeError('bearerFetch: the arguments are the wrong way round; expected bearerFetch(client, auth)'),
    )
  })
})

it('expectOptions serves sources and stores of others', () => {
  expect(() => expectOptions({ endpoint: '/' }, ['endpoint', 'scope'])).not.toThrow()
  expect(() => expectOptions({ endpiont: '/' }, ['endpoint', 'scope'])).toThrow(
    new TypeError('Unknown option "endpiont". Allowed: endpoint, scope.'),
  )
})
