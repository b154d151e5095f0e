import { expect, inject, it } from 'vitest'
import { expected, type ObservedFailure, tryAll } from '../../fetch-failures/failures.ts'

it('in a page, a request that fails is passing trouble, and a mistake in the code of a source is none', async () => {
  const observed: ObservedFailure[] = []
  await tryAll(inject('broken'), (failure) => observed.push(failure))
  const shown = observed.map((failure) => `${failure.kind}: ${failure.shown}`).join('\n')
  expect(Object.fromEntries(observed.map((failure) => [failure.kind, failure.class])), shown).toEqual(expected)
  expect(Object.fromEntries(observed.map(({ kind, name }) => [kind, name])), shown).toMatchSnapshot()
})
