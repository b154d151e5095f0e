import { describe, expect, it } from 'vitest'

/** What each package exports at run time. A change here is a change of the API: it needs a changeset. */
describe('the public surface', () => {
  it('of core', async () => {
    expect(namesOf(await import('@everbearer/core'))).toMatchInlineSnapshot(`[]`)
  })

  it('of oauth2', async () => {
    expect(namesOf(await import('@everbearer/oauth2'))).toMatchInlineSnapshot(`[]`)
  })

  it('of fetch', async () => {
    expect(namesOf(await import('@everbearer/fetch'))).toMatchInlineSnapshot(`[]`)
  })

  it('of axios', async () => {
    expect(namesOf(await import('@everbearer/axios'))).toMatchInlineSnapshot(`[]`)
  })
})

function namesOf(module: object): string[] {
  return Object.keys(module).toSorted()
}
