import { expect, it } from 'vitest'
import { createPlayServer } from '../../server/play-server.ts'
import { serve } from '../../server/serve.ts'

function open(): (path: string, init?: RequestInit) => Promise<{ response: Response; pauses: number[] }> {
  let now = 0
  let values = 0
  const server = createPlayServer({ now: () => now, random: () => `${++values}` })
  return async (path, init) => {
    const pauses: number[] = []
    const pause = async (ms: number): Promise<void> => {
      pauses.push(ms)
      now += ms
    }
    return { response: await serve(server, path, new Request(`https://site.example/${path}`, init), () => now, pause), pauses }
  }
}

const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })

it('takes half of the latency before the server decides, and half after it', async () => {
  const send = open()
  await send('a/control', post({ kind: 'set', settings: { latency: 400 } }))
  const { response, pauses } = await send('a/token', { method: 'POST', body: 'refresh_token=none' })
  expect(response.status).toBe(400)
  expect(pauses).toEqual([200, 200])
})

it('sends status, challenge and JSON, and lets nobody cache them', async () => {
  const { response } = await open()('a/api/1', { headers: { authorization: 'Bearer none' } })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ error: 'invalid_token' })
})

it('breaks the connection instead of a response that is lost', async () => {
  const send = open()
  const { response } = await send('a/control', post({ kind: 'sign-in', user: 'A' }))
  const { refresh_token } = (await response.json()) as { refresh_token: string }
  await send('a/control', post({ kind: 'lose-next' }))
  const lost = await send('a/token', { method: 'POST', body: `refresh_token=${refresh_token}` })
  expect(lost.response.type).toBe('error')
})
