/** Hides properties from `console.log`, `JSON.stringify` and the like, and returns the object. The properties stay readable. */
export function conceal<T extends object>(owner: T, ...names: readonly string[]): T {
  for (const name of names) if (Object.hasOwn(owner, name)) Object.defineProperty(owner, name, { enumerable: false })
  return owner
}

/**
 * Returns a copy of the object that hides one property from logs. The original stays unchanged: a redefined property would make the
 * original slow. If the property has no value, the original is returned.
 */
export function concealedCopy<T extends object>(owner: T, name: keyof T): T {
  if (owner[name] == null) return owner
  const { [name]: value, ...shown } = owner
  return Object.defineProperty(shown as T, name, { value, writable: true, configurable: true })
}
