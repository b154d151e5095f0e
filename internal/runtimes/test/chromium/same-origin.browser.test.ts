import { createCoordinator } from '@everbearer/core'
import { expect, it } from 'vitest'
import { adapterSideOf } from '@everbearer/core/adapter'

/** Does a token go to this URL? */
function allows(auth: ReturnType<typeof createCoordinator>, url: string): boolean {
  return adapterSideOf(auth).authorize({ url }) !== undefined
}

it("'same-origin' is the origin of the page, whatever its base says", async () => {
  const auth = createCoordinator({ source: async () => ({ access_token: 'token' }), origins: 'same-origin' })
  await auth.getToken()
  expect(
    ['/orders', 'orders', `${location.origin}/orders`, 'https://api.example.com/orders', '//api.example.com'].map((url) =>
      allows(auth, url),
    ),
  ).toEqual([true, true, true, false, false])

  const base = document.createElement('base')
  base.href = 'https://api.example.com/'
  document.head.append(base)
  try {
    expect(['/orders', `${location.origin}/orders`].map((url) => allows(auth, url))).toEqual([false, true])
  } finally {
    base.remove()
  }
})
