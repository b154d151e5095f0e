import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clients, rivalsOf } from '../../setup/catalogue.ts'
import { defaultSetup, formatSetup, parseSetup, ranges, rivalHeading, rivalInSentence, type Setup } from '../../setup/setup.ts'
import { type Act, formatScript, limits, parseScript, type Script } from '../../setup/script.ts'
import { stories } from '../../setup/stories.ts'

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), count: fc.integer({ min: 1, max: limits.requests }) }),
  fc.constantFrom('revoke', 'down', 'up', 'sign-out', 'switch-user', 'crash').map((kind) => ({ kind }) as Act),
)
const scripts: fc.Arbitrary<Script> = fc.array(fc.record({ at: fc.integer({ min: 0, max: limits.at }), act: acts }), {
  maxLength: limits.steps,
})
const setups: fc.Arbitrary<Setup> = fc.constantFrom(...clients).chain((client) =>
  fc.record({
    client: fc.constant(client),
    rival: fc.constantFrom(...rivalsOf(client)),
    lifetime: fc.integer(ranges.lifetime),
    latency: fc.integer({ min: ranges.latency.min, max: ranges.latency.max }),
    reuseGrace: fc.integer(ranges.reuseGrace),
    script: scripts,
  }),
)

describe('a rival', () => {
  it('has a heading, and a name in a sentence', () => {
    const named = (setup: Pick<Setup, 'client' | 'rival'>): string[] => [rivalHeading(setup), rivalInSentence(setup)]
    expect(named({ client: 'axios', rival: 'interceptor' })).toEqual(['hand-written interceptor', 'the hand-written interceptor'])
    expect(named({ client: 'axios', rival: 'auth-refresh' })).toEqual(['axios-auth-refresh', 'axios-auth-refresh'])
    expect(named({ client: 'ky', rival: 'nothing' })).toEqual(['ky alone', 'ky alone'])
  })
})

describe('a link', () => {
  it('restores any setup', () => {
    fc.assert(
      fc.property(setups, (setup) => {
        expect(parseSetup(formatSetup(setup))).toEqual({ setup, isLinked: true, problems: [] })
      }),
    )
  })

  it('reads any text without throwing, and gives a setup that a link can have', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { setup } = parseSetup(`#play?${text}`)
        expect(parseSetup(formatSetup(setup))).toEqual({ setup, isLinked: true, problems: [] })
      }),
    )
  })

  it.each(['', '#', '#start', '#play'])('is no setup if it says %j', (hash) => {
    expect(parseSetup(hash)).toEqual({ setup: defaultSetup, isLinked: false, problems: [] })
  })

  it('gets the defaults where it says nothing', () => {
    expect(parseSetup('#play?client=ky')).toEqual({
      setup: { ...defaultSetup, client: 'ky', rival: 'recipe' },
      isLinked: true,
      problems: [],
    })
  })

  it.each([
    ['client=got', 'client', 'Allowed: axios, ky, ofetch, fetch. Used: axios.'],
    ['client=ky&rival=interceptor', 'rival', 'Allowed: recipe, nothing. Used: recipe.'],
    ['lifetime=1', 'lifetime', 'Allowed: 2 to 120. Used: 20.'],
    ['latency=-1', 'latency', 'Allowed: 0 to 2000. Used: 300.'],
    ['latency=1e3', 'latency', 'Allowed: 0 to 2000. Used: 300.'],
    ['grace=', 'grace', 'Allowed: 0 to 60. Used: 0.'],
    ['script=now', 'script', 'The first story is used.'],
  ])('with %s says what is wrong, and gets the default', (fields, name, advice) => {
    const { setup, problems } = parseSetup(`#play?${fields}`)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(name)
    expect(problems[0]).toContain(advice)
    expect(setup.script).toEqual(defaultSetup.script)
  })
})

describe('a script', () => {
  it.each(['0', 's100', '0s0', '0s201', '0x', '0s100.', '60001r', '-1r', '0s1.5', Array(31).fill('0r').join('.')])('is not %s', (text) => {
    expect(parseScript(text)).toBeUndefined()
  })

  it('is written in a few letters', () => {
    expect(formatScript(stories.find(({ name }) => name === 'storm')!.script)).toBe('0s100.500r')
  })
})

describe('the stories', () => {
  it.each(stories.map((story) => [story.label, story] as const))('can be linked to: %s', (_, { script, settings }) => {
    const setup = { ...defaultSetup, ...settings, script }
    expect(parseSetup(formatSetup(setup))).toEqual({ setup, isLinked: true, problems: [] })
  })
})
