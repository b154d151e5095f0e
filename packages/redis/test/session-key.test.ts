import { describe, expect, it } from 'vitest'
import { redisStore } from '../src/index.ts'
import { namesOf, type SessionKey } from '../src/session-key.ts'

const base: SessionKey = { issuer: 'https://auth.example.com', client: 'my-client' }

/** Keys that must all be different. */
const keys: (string | SessionKey)[] = [
  base,
  { ...base, issuer: 'https://auth.example.com/' },
  { ...base, subject: 'a' },
  { ...base, login: 'a' },
  { ...base, scope: 'a' },
  { ...base, audience: 'a' },
  { ...base, resource: 'a' },
  { ...base, subject: 'a', login: 'b' },
  { ...base, subject: 'ab' },
  { ...base, client: 'my-client","a' },
  { ...base, scope: 'a b' },
  { ...base, audience: ['a', 'b'] },
  { ...base, audience: 'a b' },
  { ...base, subject: '#' },
  'a',
  '#a',
  'a:record',
  'a}',
  'a%7D',
  '{a}',
]

const isLogin = (key: string | SessionKey): boolean =>
  typeof key === 'string' || !('scope' in key || 'audience' in key || 'resource' in key)

describe('the names of a session', () => {
  it('differ if the keys differ', async () => {
    const names = await Promise.all(keys.map((key) => namesOf('everbearer', key)))
    expect(new Set(names.map((all) => JSON.stringify(all))).size).toBe(keys.length)
    for (const kind of ['record', 'lease', 'channel'] as const) {
      // Scope, audience and resource name access tokens of one login.
      expect(new Set(names.map((all) => all[kind])).size).toBe(keys.filter(isLogin).length)
    }
    const own = names.flatMap(({ record, lease, channel }) => [record, lease, channel])
    expect(new Set(own).size).toBe(keys.filter(isLogin).length * 3)
  })

  it('have one hash tag, which the session alone decides', async () => {
    const tagOf = async (key: string | SessionKey): Promise<string[]> => {
      const { record, lease, channel } = await namesOf('everbearer', key)
      return [...new Set([record, lease, channel].map((name) => /^everbearer:\{([^{}]+)\}[^{}]*$/.exec(name)?.[1] ?? 'none'))]
    }
    for (const key of keys) expect(await tagOf(key)).toEqual([expect.stringMatching(/^(?!none$)/)])
    expect(await tagOf({ ...base, scope: 'a', audience: 'b', resource: 'c' })).toEqual(await tagOf(base))
    expect(await tagOf({ ...base, subject: 'a' })).not.toEqual(await tagOf(base))
  })

  it('show no part', async () => {
    const parts = { issuer: 'issuer-part', client: 'client-part', subject: 'subject-part', login: 'login-part', scope: 'scope-part' }
    expect(JSON.stringify(await namesOf('everbearer', { ...parts, audience: 'audience-part', resource: ['resource-part'] }))).not.toMatch(
      /-part/,
    )
  })

  it('do not depend on the order of scopes and audiences', async () => {
    expect(await namesOf('x', { ...base, scope: 'b a', audience: ['d', 'c', 'd'] })).toEqual(
      await namesOf('x', { ...base, scope: 'a b', audience: ['c', 'd'] }),
    )
  })

  it('take a part that is undefined as left out', async () => {
    expect(await namesOf('x', { ...base, subject: undefined, scope: undefined })).toEqual(await namesOf('x', base))
  })
})

it.each([
  [undefined, 'key'],
  ['', 'key'],
  [{ client: 'c' }, 'key.issuer'],
  [{ ...base, client: '' }, 'key.client'],
  [{ ...base, subject: 7 }, 'key.subject'],
  [{ ...base, login: '\uD800' }, 'key.login'],
  [{ ...base, audience: ['a', ''] }, 'key.audience'],
  [{ ...base, token: 'secret' }, 'key.token'],
])('a wrong key is refused: %j', (key, name) => {
  const create = (): unknown => redisStore({ send: async () => undefined, key: key as string })
  expect(create).toThrow(TypeError)
  expect(create).toThrow(new RegExp(`^${name}: expected`))
  expect(create).not.toThrow('secret')
})
