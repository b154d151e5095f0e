import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AudienceCoordinator } from '@everbearer/core'
import type { BegunLogin, PendingLogin } from '@everbearer/oauth2'
import { followLogin } from '@everbearer/testbed'
import { expect, test } from 'vitest'
import { startWorld } from './world.ts'

const page = fileURLToPath(new URL('../../docs/guide/audiences.md', import.meta.url))
const reports = fileURLToPath(new URL('../../reports/', import.meta.url))

interface Example {
  readonly begin: () => Promise<BegunLogin>
  readonly finish: (url: string, pending: PendingLogin) => Promise<void>
  readonly auth: AudienceCoordinator
  readonly api: typeof fetch
}

test('the guide’s example logs a person in, and calls two APIs', async () => {
  const redirectUri = 'http://127.0.0.1:9/callback'
  await using world = await startWorld(60, { authentication: 'none' })
  const [, code = ''] = /^```ts\n(.*?createAudienceCoordinator.*?)^```/ms.exec(await readFile(page, 'utf8')) ?? []
  const values = [
    ['https://auth.example.com', world.testbed.issuer],
    ['https://orders.example.com', world.orders.origin],
    ['https://stock.example.com', world.stock.origin],
    ['https://app.example.com/callback', redirectUri],
    ['web-app', world.clientId],
  ] as const
  await mkdir(reports, { recursive: true })
  const folder = await mkdtemp(join(reports, 'guide-'))
  const file = join(folder, 'example.ts')
  await writeFile(
    file,
    values.reduce((result, [own, other]) => result.replaceAll(own, other), code),
  )
  try {
    const { begin, finish, auth, api } = (await import(/* @vite-ignore */ file)) as Example
    const { url, pending } = await begin()
    await finish(await followLogin(url, redirectUri), pending)
    const responses = await Promise.all([api(`${world.orders.origin}/1`), api(`${world.stock.origin}/1`)])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([1, 1])
    await auth[Symbol.asyncDispose]()
  } finally {
    await rm(folder, { recursive: true })
  }
})
