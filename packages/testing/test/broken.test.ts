import { type Control, startControl } from '../src/server/control.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePlatform } from '../src/node/platform.ts'
import { behaviours, runBehaviours } from '../src/conformance.ts'
import { wrongPlaceholders } from './broken/wrong-placeholders.ts'
import { wrongResponses } from './broken/wrong-responses.ts'
import { wrongRejections } from './broken/wrong-rejections.ts'
import { wrongRequests } from './broken/wrong-requests.ts'
import { wrongSecondHeaders } from './broken/wrong-second-headers.ts'
import { wrongTokens } from './broken/wrong-tokens.ts'
import { referenceSubject } from './reference-subject.ts'

/** What is heavy, or touches what is global, tells nothing more here. */
const light = behaviours.filter(({ alone }) => alone !== true)
/** Nothing that the reference can be made to do wrong shows in these. */
const outOfReach = /^an error of the caller's hook |^the (down|up)load is told/

let control: Control
beforeAll(async () => {
  control = await startControl()
})
afterAll(() => control.close())

const noticed = new Set<string>()

describe('an adapter that', () => {
  it.each([...wrongRequests, ...wrongPlaceholders, ...wrongSecondHeaders, ...wrongTokens, ...wrongRejections, ...wrongResponses])(
    '$fault fails where it should, and not everywhere',
    { timeout: 60_000 },
    async ({ steps, themes, noticedBy }) => {
      const tried = light.filter(({ theme }) => themes?.includes(theme) ?? true)
      const results = await runBehaviours(referenceSubject(steps), control.url, {
        behaviours: tried,
        platform: nodePlatform,
        patience: 2_500,
      })
      const failed = results.filter(({ status }) => status === 'failed').map(({ name }) => name)
      for (const name of failed) noticed.add(name)
      expect(failed).toEqual(expect.arrayContaining([...noticedBy]))
      expect(results.map(({ status }) => status)).toContain('passed')
    },
  )
})

describe('a behaviour', () => {
  it('is failed by at least one of them', () => {
    expect(light.map(({ name }) => name).filter((name) => !noticed.has(name) && !outOfReach.test(name))).toEqual([])
  })
})
