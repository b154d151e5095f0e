import { expect, inject, it } from 'vitest'
import { expected, type ToldFailure, tryAll } from '../../fetch-failures/failures.ts'

it('in a page, a request that fails is passing trouble, and a mistake in the code of a source is none', async () => {
  const told: ToldFailure[] = []
  await tryAll(inject('broken'), (failure) => told.push(failure))
  const shown = told.map((failure) => `${failure.kind}: ${failure.shown}`).join('\n')
  expect(Object.fromEntries(told.map((failure) => [failure.kind, failure.class])), shown).toEqual(expected)
  expect(Object.fromEntries(told.map(({ kind, name }) => [kind, name])), shown).toMatchSnapshot()
})
