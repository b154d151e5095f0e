import { createHash } from 'node:crypto'
import { body, payload } from '../../contenders/contender.ts'
import type { Client } from '../libraries/library.ts'
import {
  afterRoundTrips,
  isSuccess,
  ordersOf,
  type Outcome,
  outcomeOf,
  plural,
  type Scenario,
  type Stage,
  tokenCallsOf,
  until,
} from './scenario.ts'

const callers = 100
/** How often the API rejects a request before it gives in, for libraries that would never stop. */
const patience = 10

/** Opens a client whose token the API has begun to reject. */
async function openWithRevokedToken(stage: Stage): Promise<Client> {
  const client = await stage.open()
  await client.send({ url: ordersOf(stage.account) })
  stage.testbed.revokeAccessTokens(stage.account.clientId)
  return client
}

function tally(stage: Stage, before: number, outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((outcome) => !isSuccess(outcome)).length
  return `${plural(tokenCallsOf(stage) - before, 'token call')}, ${failed} failed`
}

export const rejectedTogether: Scenario = {
  feature: `${callers} requests get a 401 together`,
  method: `${callers} requests with a revoked token are sent at once. All of them are with the API before it rejects any.`,
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await openWithRevokedToken(stage)
    const [before, arrived] = [tokenCallsOf(stage), testbed.counts(account.clientId).apiRequests]
    const release = testbed.failApi({ kind: 'hold' }, { clientId: account.clientId, times: callers })
    const sent = Array.from({ length: callers }, () => outcomeOf(client.send({ url: ordersOf(account) })))
    await until(stage, () => testbed.counts(account.clientId).apiRequests - arrived === callers)
    release()
    return tally(stage, before, await Promise.all(sent))
  },
}

export const rejectedOneByOne: Scenario = {
  feature: `${callers} requests get a 401 one after another`,
  method: `As before, but the API rejects a request only when the request before has been answered.`,
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await openWithRevokedToken(stage)
    const [before, arrived] = [tokenCallsOf(stage), testbed.counts(account.clientId).apiRequests]
    const scope = { clientId: account.clientId, times: 1 }
    const releases = Array.from({ length: callers }, () => testbed.failApi({ kind: 'hold' }, scope))
    const sent = Array.from({ length: callers }, () => outcomeOf(client.send({ url: ordersOf(account) })))
    await until(stage, () => testbed.counts(account.clientId).apiRequests - arrived === callers)
    for (const release of releases) {
      const finished = await settledCount(sent)
      release()
      while ((await settledCount(sent)) === finished) await afterRoundTrips(stage, 1)
    }
    return tally(stage, before, await Promise.all(sent))
  },
}

async function settledCount(sent: readonly Promise<unknown>[]): Promise<number> {
  const pending = Symbol('pending')
  const states = await Promise.all(sent.map((each) => Promise.race([each, Promise.resolve(pending)])))
  return states.filter((state) => state !== pending).length
}

export const replays: Scenario = {
  feature: 'the API rejects the new token, too',
  method: `One request is sent to a path that answers the first ${patience} requests with 401, whatever their token. Requests are counted.`,
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await openWithRevokedToken(stage)
    const url = ordersOf(account, `?reject=${patience}&id=${account.clientId}`)
    await outcomeOf(client.send({ url }))
    const sent = testbed.requests.filter((request) => url.endsWith(request.url)).length
    if (sent === 1) return 'no replay'
    return sent > patience ? `replayed until the API gave in: ${patience} times` : `replayed ${sent === 2 ? 'once' : `${sent - 1} times`}`
  },
}

export const sameBody: Scenario = {
  feature: 'the body of a replay',
  method: 'A POST with JSON is sent with a revoked token. The API compares the bytes of its attempts.',
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await openWithRevokedToken(stage)
    const url = ordersOf(account, `?id=${account.clientId}`)
    await outcomeOf(client.send({ url, payload }))
    const hashes = testbed.requests.filter((request) => url.endsWith(request.url)).map(({ bodySha256 }) => bodySha256)
    if (hashes.length < 2) return 'no replay'
    return hashes.every((hash) => hash === sha256Of(body)) ? 'the same bytes' : 'other bytes'
  },
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export const streamBody: Scenario = {
  feature: 'a 401 for a stream, which can be read only once',
  method: 'The same POST is sent as a stream. What the caller gets is looked at, and the bytes that the API gets.',
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await openWithRevokedToken(stage)
    const url = ordersOf(account, `?id=${account.clientId}`)
    const outcome = await outcomeOf(client.send({ url, payload, isStream: true }))
    const attempts = testbed.requests.filter((request) => url.endsWith(request.url))
    const last = attempts.at(-1)
    if (isSuccess(outcome) && last?.bodySha256 === sha256Of(body)) return 'replayed from a copy'
    if (isSuccess(outcome)) return last?.bodyLength === 0 ? 'replayed with an empty body' : 'replayed with other bytes'
    return outcome.kind === 'status' ? `the caller gets the ${outcome.status}` : 'the caller gets another error'
  },
}

export const insufficientScope: Scenario = {
  feature: '403 `insufficient_scope`, which no refresh cures',
  method: 'One request is sent to a path that answers with 403 and that challenge. Token requests are counted.',
  run: async (stage) => {
    const client = await stage.open()
    await client.send({ url: ordersOf(stage.account) })
    const before = tokenCallsOf(stage)
    await outcomeOf(client.send({ url: ordersOf(stage.account, '?challenge=insufficient_scope&reject=always') }))
    return plural(tokenCallsOf(stage) - before, 'token call')
  },
}
