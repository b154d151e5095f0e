/** The same symbol in every copy of core. */
const deadGrant: unique symbol = Symbol.for('everbearer.deadGrant')

/** Marks an error whose response rejects the refresh token without `invalid_grant`: what the server said stays as it is. */
export function withDeadGrant<Thrown extends Error>(error: Thrown): Thrown {
  return Object.defineProperty(error, deadGrant, { value: true })
}

/** Has the error that mark? */
export function hasDeadGrant(thrown: unknown): boolean {
  return (thrown as { readonly [deadGrant]?: true } | null | undefined)?.[deadGrant] === true
}
