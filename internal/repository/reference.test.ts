import { eventNames } from '@everbearer/core/adapter'
import { describe, expect, it } from 'vitest'
import { readText } from './repository.ts'

/** The names in backquotes in the first cells of a page's tables, between two headings. */
async function firstCells(path: string, from: string, to?: string): Promise<string[]> {
  const [, section = ''] = (await readText(path)).split(`\n${from}\n`)
  const rows = section.split(to === undefined ? '\n## ' : `\n${to}\n`, 1)[0]!.matchAll(/^\| ([^|]*)\|/gm)
  return Array.from(rows, ([, cell = '']) => cell).flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name))
}

/** The fields that an interface declares itself. */
async function fieldsOf(path: string, name: string): Promise<string[]> {
  const [, body = ''] = (await readText(path)).split(`export interface ${name} `)
  const [fields = ''] = body.split('\n}', 1)
  return Array.from(fields.matchAll(/^ {2}readonly (\w+)\??:/gm), ([, field = '']) => field)
}

describe('the reference', () => {
  it('lists every option of a coordinator', async () => {
    const options = await fieldsOf('packages/core/src/session/coordinator-options.ts', 'CoordinatorOptions')
    expect(options.length).toBeGreaterThan(15)
    expect((await firstCells('docs/reference/options.md', '## Options')).toSorted()).toEqual(options.toSorted())
  })

  it('lists every option of an audience coordinator of its own', async () => {
    const options = await fieldsOf(
      'packages/core/src/audiences/audience-options.ts',
      "AudienceCoordinatorOptions extends Omit<CoordinatorOptions, 'source' | 'origins'>",
    )
    const listed = await firstCells('docs/reference/options.md', '## Several audiences')
    expect(listed.filter((name) => options.includes(name))).toEqual(options)
    expect(options).toHaveLength(3)
  })

  it('lists every option of a session endpoint', async () => {
    const options = await fieldsOf('packages/core/src/token/session-endpoint.ts', 'SessionEndpointOptions')
    const listed = await firstCells('docs/reference/sources.md', '## Session endpoints')
    expect(listed.filter((name) => options.includes(name)).toSorted()).toEqual(options.toSorted())
  })

  it('lists every option of an encrypted store', async () => {
    const options = await fieldsOf('packages/core/src/session/encrypted.ts', 'EncryptionOptions')
    expect(await firstCells('docs/reference/options.md', '## Encrypted stores')).toEqual(options)
  })

  it('lists every option of an OAuth 2.0 source', async () => {
    const options = await Promise.all([
      fieldsOf('packages/oauth2/src/client/client-authentication.ts', 'ClientOptions'),
      fieldsOf('packages/oauth2/src/server/endpoints.ts', 'EndpointOptions'),
      fieldsOf('packages/oauth2/src/grants/request-options.ts', 'TokenRequestOptions extends ClientOptions, EndpointOptions'),
    ])
    expect((await firstCells('docs/reference/oauth2.md', '## Options')).toSorted()).toEqual(options.flat().toSorted())
  })

  it('lists every option of a method', async () => {
    const options = await Promise.all([
      fieldsOf('packages/oauth2/src/client/private-key-jwt.ts', 'PrivateKeyJwtOptions'),
      fieldsOf('packages/oauth2/src/client/client-secret-jwt.ts', 'ClientSecretJwtOptions'),
      fieldsOf('packages/oauth2/src/client/tls-client-auth.ts', 'TlsClientAuthOptions'),
    ])
    const listed = await firstCells('docs/reference/oauth2.md', '## Methods')
    expect(new Set(listed.filter((name) => options.flat().includes(name)))).toEqual(new Set(options.flat()))
  })

  it('lists every option of a file store', async () => {
    const options = await fieldsOf('packages/file/src/options.ts', 'FileStoreOptions extends StoreOptions')
    expect(options.length).toBeGreaterThan(3)
    expect((await firstCells('docs/reference/file.md', '## Options')).filter((name) => options.includes(name)).toSorted()).toEqual(
      options.toSorted(),
    )
  })

  it('lists every option of the Redis store', async () => {
    const options = await Promise.all([
      fieldsOf('packages/core/src/token/store.ts', 'StoreOptions'),
      fieldsOf('packages/redis/src/connection.ts', 'RedisConnection'),
      fieldsOf('packages/redis/src/options.ts', 'RedisStoreOptions extends StoreOptions, RedisConnection'),
    ])
    expect((await firstCells('docs/reference/redis.md', '## Options')).toSorted()).toEqual(options.flat().toSorted())
  })

  it('lists every event', async () => {
    const listed = await firstCells('docs/reference/events.md', '## Events of the token', '## Rules of `ignored`')
    expect(listed.toSorted()).toEqual([...eventNames].toSorted())
  })

  it('lists every error with its code', async () => {
    const [, ...classes] = (await readText('packages/core/src/lib/errors.ts')).split('\nexport class ')
    const codes = classes.map((text) => `${/readonly code = '(\w+)'/.exec(text)?.[1]} ${/^\w+/.exec(text)?.[0]}`)
    const page = await readText('docs/reference/errors.md')
    const rows = Array.from(page.matchAll(/^\| `(ERR_\w+)` \| `(\w+)` \|/gm), ([, code = '', name = '']) => `${code} ${name}`)
    expect(codes.length).toBeGreaterThan(5)
    expect(rows.toSorted()).toEqual(codes.toSorted())
  })
})
