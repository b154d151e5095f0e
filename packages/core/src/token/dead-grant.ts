/** The property with which `withDeadGrant` marks an error. A registered symbol is the same in every copy of core. */
const deadGrant: unique symbol = Symbol.for('everbearer.deadGrant')

/** Marks an error whose response rejects the refresh token without `invalid_grant`. The server's error code and status stay unchanged. */
export function withDeadGrant<Thrown extends Error>(error: Thrown): Thrown {
  return Object.defineProperty(error, deadGrant, { value: true })
}

/** Checks whether the error has the mark of `withDeadGrant`: its response rejects the refresh token. */
export function hasDeadGrant(thrown: unknown): boolean {
  return (thrown as { readonly [deadGrant]?: true } | null | undefined)?.[deadGrant] === true
}
