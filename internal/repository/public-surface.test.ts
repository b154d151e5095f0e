import { createCoordinator, type Coordinator } from '@everbearer/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { exportsOf } from './exports.ts'
import { readText } from './repository.ts'

const core = 'packages/core/src'
const adapters = ['axios', 'fetch', 'ky', 'ofetch']

/** What each package exports at run time. A change here is a change of the API: it needs a changeset. */
describe('the public surface', () => {
  it('of core', async () => {
    expect(namesOf(await import('@everbearer/core'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "camelCase",
        "createAudienceCoordinator",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "encrypted",
        "logEvents",
        "memoryStore",
        "refreshTimer",
        "sessionEndpoint",
        "shareRefreshToken",
        "stepUp",
      ]
    `)
  })

  it('of core, for those who write adapters and token sources', async () => {
    expect(namesOf(await import('@everbearer/core/adapter'))).toMatchInlineSnapshot(`
      [
        "adapterSideOf",
        "anySignal",
        "baseUrl",
        "bindCall",
        "describeEvent",
        "eventNames",
        "expect",
        "expectArguments",
        "expectCoordinator",
        "expectNumber",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isClock",
        "isOneShot",
        "parseChallenges",
        "parseUrl",
        "readBounded",
        "reasonOf",
        "sendWithToken",
        "sleep",
        "systemClock",
        "withScheme",
        "withSecrets",
        "withServerDate",
        "withinTime",
      ]
    `)
  })

  it.each([
    ['axios', ['bearerInterceptor', 'withBearer']],
    ['fetch', ['hasUnauthenticatedError', 'withBearer']],
    ['ky', ['bearerInit', 'withBearer']],
    ['ofetch', ['bearerFetch', 'withBearer']],
  ])('of %s is that of core and its own', async (name, own) => {
    const firstDoor = namesOf(await import('@everbearer/core'))
    expect(namesOf(await import(`@everbearer/${name}`))).toEqual([...firstDoor, ...own].toSorted())
  })

  it('of file', async () => {
    expect(namesOf(await import('@everbearer/file'))).toMatchInlineSnapshot(`
      [
        "fileStore",
        "tokenPath",
      ]
    `)
  })

  it('of oauth2', async () => {
    expect(namesOf(await import('@everbearer/oauth2'))).toMatchInlineSnapshot(`
      [
        "LoginError",
        "authorizationCode",
        "clientAssertion",
        "clientCredentials",
        "clientSecretJwt",
        "deviceCode",
        "jwtBearer",
        "password",
        "privateKeyJwt",
        "refreshToken",
        "tlsClientAuth",
        "tokenExchange",
      ]
    `)
  })

  it('of core has at most 20 values', async () => {
    expect(namesOf(await import('@everbearer/core')).length).toBeLessThanOrEqual(20)
  })

  it('has no name, of a value or a type, at both doors of core', async () => {
    const [first, second] = await Promise.all(['index.ts', 'adapter/index.ts'].map((file) => namesIn(`${core}/${file}`)))
    expect(first!.length).toBeGreaterThan(20)
    expect(second!.filter((name) => first!.includes(name))).toEqual([])
  })

  it('of redis', async () => {
    expect(namesOf(await import('@everbearer/redis'))).toMatchInlineSnapshot(`
      [
        "fromGlide",
        "fromIoredis",
        "fromRedis",
        "redisStore",
      ]
    `)
  })

  it('of browser', async () => {
    expect(namesOf(await import('@everbearer/browser'))).toMatchInlineSnapshot(`
      [
        "sealed",
        "tabStore",
      ]
    `)
  })

  it('of otel', async () => {
    expect(namesOf(await import('@everbearer/otel'))).toMatchInlineSnapshot(`
      [
        "observe",
      ]
    `)
  })

  it('of devtools', async () => {
    expect(namesOf(await import('@everbearer/devtools'))).toMatchInlineSnapshot(`
      [
        "showDevtools",
      ]
    `)
    expect(namesOf(await import('@everbearer/devtools/time-line'))).toMatchInlineSnapshot(`
      [
        "createTimeLineView",
      ]
    `)
  })

  it('of dpop', async () => {
    expect(namesOf(await import('@everbearer/dpop'))).toMatchInlineSnapshot(`
      [
        "dpopKey",
        "indexedDbKey",
      ]
    `)
  })

  it('of devtools is the same under each condition', async () => {
    const doors = ['index', 'development', 'production'].map((name) => `packages/devtools/src/${name}.ts`)
    const [names, ...others] = await Promise.all(doors.map(namesIn))
    expect(others.map((each) => each.toSorted())).toEqual([names!.toSorted(), names!.toSorted()])
  })

  it('of the command line is none', async () => {
    expect(namesOf(await import('../../packages/everbearer/src/index.ts'))).toEqual([])
  })

  it('of testing', async () => {
    expect(namesOf(await import('@everbearer/testing'))).toMatchInlineSnapshot(`
      [
        "RequestsDifferError",
        "controlCoordinator",
        "createTestClock",
        "createTestCoordinator",
        "createTestServer",
        "expectRequests",
        "replaceSystemClock",
      ]
    `)
    expect(namesOf(await import('@everbearer/testing/conformance'))).toMatchInlineSnapshot(`
      [
        "adapterTests",
        "behaviours",
        "browserLimits",
        "defaultRetryOn",
        "isUrl",
        "leaksOf",
        "limitOf",
        "limitsBeyondNode",
        "limitsOfReactNative",
        "replyOfFetch",
        "reported",
        "runBehaviour",
        "runBehaviours",
        "spiedFetch",
        "storeTests",
        "targetId",
        "withLimits",
      ]
    `)
    expect(namesOf(await import('@everbearer/testing/msw'))).toMatchInlineSnapshot(`
      [
        "handlersOf",
      ]
    `)
    expect(namesOf(await import('@everbearer/testing/node'))).toMatchInlineSnapshot(`
      [
        "nodePlatform",
      ]
    `)
    expect(namesOf(await import('@everbearer/testing/server'))).toMatchInlineSnapshot(`
      [
        "followLogin",
        "oddRefreshResponses",
        "rejections",
        "signAssertion",
        "startControl",
        "startTestbed",
      ]
    `)
  })

  it.each([...adapters, 'oauth2', 'file', 'redis', 'browser', 'otel', 'devtools', 'dpop', 'testing'])(
    'of %s shows no name of the second door',
    async (name) => {
      const second = await namesIn(`${core}/adapter/index.ts`)
      const file = `packages/${name}/src/index.ts`
      const { names, all } = exportsOf(file, await readText(file))
      expect(all.filter((specifier) => specifier !== '@everbearer/core')).toEqual([])
      expect(names.filter((shown) => second.includes(shown))).toEqual([])
    },
  )
})

describe('a coordinator', () => {
  it('has for users', () => {
    const auth = createCoordinator({ source: async () => ({ access_token: 'token' }), origins: 'any' })
    expect(Object.keys(auth).toSorted()).toEqual(['clear', 'dispose', 'getToken', 'invalidate', 'on', 'peek', 'sessionSignal', 'setTokens'])
  })

  it('shows no more than that in an editor', () => {
    type Shown = 'clear' | 'dispose' | 'getToken' | 'invalidate' | 'on' | 'peek' | 'sessionSignal' | 'setTokens'
    expectTypeOf<keyof Coordinator>().toEqualTypeOf<Shown | typeof Symbol.dispose | typeof Symbol.asyncDispose>()
    expectTypeOf<ReturnType<typeof createCoordinator>>().toEqualTypeOf<Coordinator>()
  })
})

function namesOf(module: object): string[] {
  return Object.keys(module).toSorted()
}

async function namesIn(file: string): Promise<readonly string[]> {
  return exportsOf(file, await readText(file)).names
}
