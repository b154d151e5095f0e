import { createCoordinator, type NamedEvent } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { expect, test } from 'vitest'
import { createFakeClock, flush } from '../../core/test/fake-clock.ts'
import { recordEvent } from '../src/recording/record-event.ts'
import { emptyRecording, mostEntries, type Recording, withoutEnded } from '../src/recording/recording.ts'
import { isInProgress, toTimeLine } from '../src/recording/to-time-line.ts'
import { createRecorder } from './support/recorder.ts'

const all = { text: '', isTroubleOnly: false }

function lengthsOf(recording: Recording): Record<string, number> {
  return Object.fromEntries(Object.keys(mostEntries).map((name) => [name, recording[name as keyof typeof mostEntries].length]))
}

test('a page that is open for a day keeps a bounded recording', async () => {
  const clock = createFakeClock()
  let issued = 0
  const auth = createCoordinator({
    source: async () => ({ access_token: `token-${++issued}`, expires_in: 60 }),
    origins: ['https://api.example.com'],
    clock,
  })
  const recorder = createRecorder(auth, clock)
  const api = withBearer((async () => new Response('', { status: 200 })) as typeof fetch, auth)
  for (let round = 0; round < 400; round++) {
    await Promise.all([api('https://api.example.com/'), api('https://other.example.com/')])
    if (round % 8 === 0) await auth.setTokens({ access_token: `login-${round}`, expires_in: 60 })
    await clock.advance(216_000)
  }
  await flush()
  expect(issued).toBeGreaterThan(mostEntries.tokens)
  expect(lengthsOf(recorder.recording)).toMatchObject({ lanes: 200, refreshes: 100, tokens: 100, sessions: 30, marks: 100 })
  for (const [name, length] of Object.entries(lengthsOf(recorder.recording)))
    expect(length, name).toBeLessThanOrEqual(mostEntries[name as keyof typeof mostEntries])
  const data = recorder.data()
  const start = data.lanes[0]!.from
  for (const span of [...data.refreshes, ...data.sessions, ...data.tokens]) expect(span.from).toBeGreaterThanOrEqual(start)
})

test('a request that the ring has dropped does not come back with its end', () => {
  const facts = { session: 1, origin: 'https://api.example.com', method: 'GET' }
  const events: NamedEvent[] = Array.from({ length: mostEntries.lanes + 1 }, (_, index) => ({
    name: 'attempt',
    event: { ...facts, request: index + 1, generation: 1, attempt: 1 },
  }))
  const finished: NamedEvent = {
    name: 'finished',
    event: { ...facts, request: 1, status: 200, error: undefined, attempts: 1, duration: 5 },
  }
  const record = (recording: Recording, named: NamedEvent): Recording => recordEvent(recording, named, { at: 10, source: 1 })
  const recording = [...events, finished].reduce(record, emptyRecording)
  expect(recording.lanes.map(({ id }) => id)).not.toContain('1-1')
  expect(recording.lanes).toHaveLength(mostEntries.lanes)
})

test('clearing forgets what has ended, and keeps what lasts', async () => {
  const clock = createFakeClock()
  const auth = createCoordinator({ source: async () => ({ access_token: 'one' }), origins: 'any', clock })
  const recorder = createRecorder(auth, clock)
  const never = Promise.withResolvers<Response>()
  const api = withBearer(
    (async (input: string | URL | Request) => (String(input).endsWith('slow') ? never.promise : new Response(''))) as typeof fetch,
    auth,
  )
  await api('https://api.example.com/')
  void api('https://api.example.com/slow')
  await flush()
  const cleared = withoutEnded(recorder.recording)
  expect(cleared.lanes).toMatchObject([{ label: 'GET https://api.example.com', segments: [{ kind: 'attempt', token: 1 }] }])
  expect(cleared).toMatchObject({ refreshes: [], marks: [], messages: [], tokens: [{ token: 1 }], sessions: [{ session: 1 }] })
  expect(isInProgress(cleared)).toBe(true)
  never.resolve(new Response(''))
  await flush()
  expect(isInProgress(withoutEnded(recorder.recording))).toBe(false)
})

test('the filter finds requests by method, origin, outcome and note, and those with trouble', async () => {
  const clock = createFakeClock()
  const auth = createCoordinator({ source: async () => ({ access_token: 'one' }), origins: ['https://api.example.com'], clock })
  const recorder = createRecorder(auth, clock)
  const api = withBearer(
    (async (_: unknown, options?: RequestInit) => new Response('', { status: options?.method === 'PUT' ? 503 : 200 })) as typeof fetch,
    auth,
  )
  await api('https://api.example.com/')
  await api('https://api.example.com/', { method: 'PUT' })
  await api('https://other.example.com/')
  await flush()
  const shown = (text: string, isTroubleOnly = false): string[] =>
    toTimeLine(recorder.recording, clock.monotonic(), { text, isTroubleOnly }).lanes.map(({ label }) => label)
  expect(shown('put')).toEqual(['PUT https://api.example.com'])
  expect(shown('OTHER')).toEqual(['GET https://other.example.com'])
  expect(shown('Add it there')).toEqual(['GET https://other.example.com'])
  expect(shown('', true)).toEqual(['PUT https://api.example.com', 'GET https://other.example.com'])
  expect(toTimeLine(recorder.recording, clock.monotonic(), all).lanes).toHaveLength(3)
})
