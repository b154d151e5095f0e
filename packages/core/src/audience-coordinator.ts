import { type AdapterSide, adapterSideKey } from './adapter/adapter-side.ts'
import type { AudienceCoordinator } from './audiences/audience-coordinator-interface.ts'
import type { AudienceMember } from './audiences/audience-member.ts'
import { type AudienceCoordinatorOptions, readAudiences, replaceIfOf } from './audiences/audience-options.ts'
import { createAudienceSide, createRouter } from './audiences/audience-side.ts'
import { createLoginStore } from './audiences/login-store.ts'
import { createMemberEmitter } from './audiences/member-emitter.ts'
import { memberSource } from './audiences/member-source.ts'
import { createOneLogin } from './audiences/one-login.ts'
import { assembleCoordinator } from './coordinator.ts'
import { systemClock } from './lib/clock.ts'
import { expect } from './lib/option-checks.ts'
import { memoryStore } from './session/define-store.ts'
import { resolveOptions } from './session/options.ts'
import { type PoolMember, poolMemberKey } from './session/pool-member.ts'
import { openerOf, register } from './session/session-store.ts'

/**
 * Creates the coordinator of one login for several audiences, RFC 8707. There is one session, one refresh token, and an access token for
 * each audience. The origin of a request decides which audience's token the request gets.
 *
 * The token of an audience is requested when a request needs this token. All audiences share the refresh token. Their refreshes run one
 * after another, and if the server rotates the refresh token, the next refresh presents the new one. If an API rejects its token, only this
 * token is refreshed. A login, a logout and the end of the session apply to all audiences.
 *
 * @example
 * ```ts
 * import { createAudienceCoordinator } from '@everbearer/core'
 * import { refreshToken } from '@everbearer/oauth2'
 *
 * const auth = createAudienceCoordinator({
 *   source: (parameters) => refreshToken({ issuer: 'https://auth.example.com', clientId: 'web-app', parameters }),
 *   audiences: {
 *     'https://orders.example.com': 'https://orders.example.com', // resource=…
 *     'https://stock.example.com': { audience: 'stock' }, // audience=stock, for servers without RFC 8707
 *   },
 * })
 * await auth.setTokens({ access_token: 'from the login', refresh_token: 'from the login, too' })
 * ```
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 */
export function createAudienceCoordinator(options: AudienceCoordinatorOptions): AudienceCoordinator {
  const { source, audiences: _audiences, origins: _origins, store = memoryStore(), replaceIf, ...common } = options
  const { clock = systemClock } = common
  expect(typeof source === 'function', 'source', 'a function from parameters of token requests to a source')
  const table = readAudiences(options)
  const open = openerOf(store)
  expect(open !== undefined, 'store', 'a store; defineStore({ load, save }) makes one')

  const members: AudienceMember[] = []
  const one = createOneLogin(members)
  const viewOf = createLoginStore(open, one.listener)
  const size = table.audiences.length + 1
  const keyBindings = new Set<unknown>()

  const create = (audience: string | undefined, origins: readonly string[], given: ReturnType<typeof source>): AudienceMember => {
    keyBindings.add(typeof given === 'function' ? undefined : given?.keyBinding)
    expect(keyBindings.size === 1, 'source', 'the same keyBinding for all audiences')
    const settings = resolveOptions({
      ...common,
      source: given,
      origins: origins.length === 0 ? () => false : origins,
      replaceIf: replaceIfOf(replaceIf, origins, table.origins),
      store: register({ load: nothing, save: () => false }, viewOf(audience)),
    })
    const emitter = createMemberEmitter(members.length, size, () => one.isFollowing)
    const coordinator = assembleCoordinator({ ...settings, allowed: table.origins, ...one.shared }, emitter)
    const { [poolMemberKey]: session, [adapterSideKey]: side } = coordinator
    const member = { audience, origins, coordinator, session, side }
    members.push(member)
    return member
  }

  const login = create(undefined, table.loginOrigins, source(Object.freeze({})))
  for (const { name, parameters, origins } of table.audiences) create(name, origins, memberSource(source(parameters)))
  const find = createRouter(members)
  const sessions = members.map(({ session }) => session)

  const coordinator: AudienceCoordinator & Hidden = {
    getToken: (request) => login.coordinator.getToken(request),
    peek: () => login.coordinator.peek(),
    setTokens: (tokens, given) => login.coordinator.setTokens(tokens, given),
    clear: (given) => login.coordinator.clear(given),
    get sessionSignal() {
      return login.coordinator.sessionSignal
    },
    for(url) {
      const member = find(String(url))
      if (member === undefined)
        throw new TypeError(`for: no audience has the origin of this URL; expected one of ${table.origins.join(', ')}`)
      return member.coordinator
    },
    invalidate() {
      for (const session of sessions) session.invalidate()
    },
    on(name, listener) {
      const offs = members.map(({ coordinator: each }) => each.on(name, listener))
      return () => {
        for (const off of offs) off()
      }
    },
    dispose: () => login.coordinator.dispose(),
    [Symbol.dispose]: () => login.coordinator.dispose(),
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ coordinator: each }) => each[Symbol.asyncDispose]()))
    },
    [poolMemberKey]: {
      retire() {
        for (const session of sessions) session.retire()
      },
      async idle() {
        await Promise.all(sessions.map((session) => session.idle()))
      },
      stored: login.session.stored,
    },
    [adapterSideKey]: createAudienceSide([login, ...members.slice(1)], () => clock.wall()),
    [Symbol.toStringTag]: 'Coordinator',
  }
  return coordinator
}

const nothing = (): undefined => undefined

/** Internal members of an `AudienceCoordinator`, for pools and adapters. The public type does not have these members. */
interface Hidden {
  readonly [poolMemberKey]: PoolMember
  readonly [adapterSideKey]: AdapterSide
  readonly [Symbol.toStringTag]: string
}
