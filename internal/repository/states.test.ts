import { expect, it } from 'vitest'
import { readText } from './repository.ts'

const page = (await readText('docs/internals/coordinator.md')).split('\n## States\n')[1]!.split('\n## ', 1)[0]!
const kindsIn = async (file: string): Promise<string[]> => {
  const source = await readText(`packages/core/src/${file}`)
  return [...new Set(Array.from(source.matchAll(/readonly kind: '([^']+)'/g), ([, kind = '']) => kind))]
}

it('the page of states has each tag of the state with its kinds', async () => {
  const state = await readText('packages/core/src/session/state.ts')
  const tags = Array.from(
    state
      .split('export interface SessionState {')[1]!
      .split('\n}', 1)[0]!
      .matchAll(/readonly (\w+): /g),
    ([, tag]) => tag,
  )
  const rows = Array.from(page.matchAll(/^\| `(\w+)` \|/gm), ([, tag]) => tag)
  expect(rows).toEqual(tags.filter((tag) => tag !== 'budget' && tag !== 'past'))
  const kinds = [...(await kindsIn('session/state.ts')), ...(await kindsIn('policy/rejected-replays.ts'))]
  // How a refresh ended is no state.
  expect(kinds.filter((kind) => kind !== 'error' && kind !== 'token' && !page.includes(`\`${kind}\``))).toEqual([])
})

it('the drawing of states names events that there are', async () => {
  const events = await kindsIn('session/session-event.ts')
  const drawn = Array.from(page.matchAll(/ --> \w+: (.+)$/gm), ([, names = '']) =>
    names.replace(', after the cooldown', '').split(', '),
  ).flat()
  expect(drawn.length).toBeGreaterThan(5)
  expect(drawn.filter((name) => !events.includes(name))).toEqual([])
})
