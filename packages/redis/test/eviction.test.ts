import { describe, expect, it } from 'vitest'
import { redisStore } from '../src/index.ts'

const info = (policy: string): string => `# Memory\r\nused_memory:1\r\nmaxmemory_policy:${policy}\r\nother:1\r\n`

/** A server that replies to these commands, and fails all others. */
function storeOn(replies: Readonly<Record<string, unknown>>): { store: ReturnType<typeof redisStore>; sent: string[] } {
  const sent: string[] = []
  const send = async ([command = '']: string[]): Promise<unknown> => {
    sent.push(command)
    const reply = command === 'EVAL' ? ['1', '2', null] : replies[command]
    if (reply instanceof Error) throw reply
    return reply
  }
  return { store: redisStore({ send, key: 'a' }), sent }
}

const forbidden = new Error("NOPERM this user has no permissions to run the 'info' command")
const unknown = new Error("ERR unknown command 'CONFIG', with args beginning with: 'GET'")

describe('a server that evicts no keys', () => {
  it.each([
    ['by INFO', { INFO: info('noeviction') }],
    ['by INFO as bytes', { INFO: Buffer.from(info('noeviction')) }],
    ['by INFO of each node', { INFO: { '127.0.0.1:1': info('noeviction') } }],
    ['by CONFIG GET where INFO is forbidden', { INFO: forbidden, CONFIG: ['maxmemory-policy', 'noeviction'] }],
    ['by CONFIG GET as a map', { INFO: forbidden, CONFIG: new Map([['maxmemory-policy', 'noeviction']]) }],
    ['by CONFIG GET as an object', { INFO: '', CONFIG: { 'maxmemory-policy': 'noeviction' } }],
    ['by CONFIG GET as pairs', { INFO: '', CONFIG: [{ key: 'maxmemory-policy', value: 'noeviction' }] }],
  ])('is recognized %s, once', async (_, replies) => {
    const { store, sent } = storeOn(replies)
    await Promise.all([store.load(), store.load()])
    await store.load()
    expect(sent.filter((command) => command === 'INFO')).toHaveLength(1)
    expect(sent.filter((command) => command === 'EVAL')).toHaveLength(3)
  })
})

describe('a server that evicts keys, or does not tell', () => {
  it.each([
    ['allkeys-lru', { INFO: info('allkeys-lru') }, /maxmemory-policy is allkeys-lru.*noeviction.*checkEviction/],
    ['volatile-ttl', { INFO: forbidden, CONFIG: ['maxmemory-policy', 'volatile-ttl'] }, /maxmemory-policy is volatile-ttl/],
    ['nothing', { INFO: forbidden, CONFIG: unknown }, /does not tell its maxmemory-policy.*checkEviction/],
    ['an error', { INFO: new Error('LOADING Redis is loading') }, /did not run INFO \(LOADING\)/],
  ])('fails each use of the store: %s', async (_, replies, message) => {
    const { store, sent } = storeOn(replies)
    await expect(store.load()).rejects.toThrow(message)
    await expect(store.save({} as never, 0)).rejects.toThrow(message)
    await expect(store.lease(new AbortController().signal)).rejects.toThrow(message)
    expect(sent).not.toContain('EVAL')
    expect(sent).not.toContain('SET')
  })

  it('is asked again, and used when its policy has changed', async () => {
    const replies: Record<string, unknown> = { INFO: info('allkeys-lru') }
    const { store } = storeOn(replies)
    await expect(store.load()).rejects.toThrow('allkeys-lru')
    replies['INFO'] = info('noeviction')
    await expect(store.load()).resolves.toMatchObject({ record: undefined })
  })
})
