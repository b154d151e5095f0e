import { expect, it } from 'vitest'
import { type Coordinator, createCoordinator, createCoordinatorPool, withBearer } from '../src/index.ts'

const coordinate = (account: string): Coordinator =>
  createCoordinator({ source: async () => ({ access_token: account, expires_in: 3600 }), origins: ['https://api.example.com'] })

it('a client that is wrapped for a pool sends the token of the named coordinator, only to the origins of that coordinator', async () => {
  const sent: unknown[] = []
  const tenants = createCoordinatorPool(String, coordinate)
  const api = withBearer(async (input, init) => {
    sent.push(`${input as string} ${new Headers(init?.headers).get('authorization')}`)
    return new Response()
  }, tenants)
  await api('https://api.example.com/', { bearer: tenants.for('alice') })
  await api('https://other.example.com/', { bearer: tenants.for('alice') })
  await api('https://api.example.com/', { bearer: false })
  expect(sent).toEqual(['https://api.example.com/ Bearer alice', 'https://other.example.com/ null', 'https://api.example.com/ null'])
})

it('a request that names no coordinator of the pool cancels its stream, whatever stands in its place', async () => {
  const tenants = createCoordinatorPool(String, coordinate)
  const api = withBearer(async () => new Response(), tenants)
  for (const bearer of [undefined, true, tenants as never]) {
    let reason: unknown
    const body = new ReadableStream({ cancel: (given) => void (reason = given) })
    const sending = api('https://api.example.com/', { method: 'POST', body, duplex: 'half', bearer } as object)
    await expect(sending).rejects.toBeInstanceOf(TypeError)
    await expect(sending).rejects.toThrow(/^bearer: expected a coordinator of the pool, such as pool\.for\(account\), or false/)
    expect(reason).toMatchObject({ code: 'ERR_NO_COORDINATOR' })
  }
})
