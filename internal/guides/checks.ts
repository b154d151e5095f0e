import { type Coordinator, type CoordinatorOptions, createCoordinator, type TokenSource, withBearer } from '@everbearer/fetch'
import { clientCredentials, refreshToken } from '@everbearer/oauth2'
import type { ClientOptions } from '@everbearer/testbed'
import { expect } from 'vitest'
import type { BlockPlan } from './guide-page.ts'
import type { World } from './open-world.ts'

const orders = 'https://api.example.com/orders'

/** Sends a request with a coordinator's token, which the API accepts. */
export async function send(auth: Coordinator, url: string = orders): Promise<void> {
  expect((await withBearer(fetch, auth)(url)).status).toBe(200)
}

/** The API accepts the tokens of a source. */
export async function sendFrom(source: TokenSource): Promise<void> {
  const auth = createCoordinator({ source, origins: [new URL(orders).origin] })
  await send(auth)
  auth.dispose()
}

/** A coordinator of the reader's own, for a user who has logged in. */
export async function createLogin(world: World, options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
  const source = refreshToken({ issuer: world.testbed.issuer, clientId: 'web-app' })
  const auth = createCoordinator({ source, origins: [new URL(orders).origin], ...options })
  await auth.setTokens(await world.logIn('web-app'))
  return auth
}

/** The block makes a coordinator `auth` for a registered client. */
export function makesCoordinator(client: ClientOptions = {}): BlockPlan['check'] {
  return async ({ world, run }) => {
    world.register(client)
    const { auth } = await run<{ auth: Coordinator }>()
    await send(auth)
    expect(world.served).toEqual(['GET /orders 200'])
  }
}

/** A coordinator of the reader's own, for a page that begins with it. */
export function createAuth(options: Partial<CoordinatorOptions> = {}): Coordinator {
  const source = clientCredentials({ issuer: 'https://auth.example.com', clientId: 'my-client', clientSecret: 'my-secret' })
  return createCoordinator({ source, origins: [new URL(orders).origin], ...options })
}
