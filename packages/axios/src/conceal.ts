/** Keeps properties out of what `console.log`, `JSON.stringify` and the like show of an object, which is returned. They stay readable. */
export function conceal<T extends object>(owner: T, ...names: readonly string[]): T {
  for (const name of names) if (Object.hasOwn(owner, name)) Object.defineProperty(owner, name, { enumerable: false })
  return owner
}

/** A copy with one property so concealed, if it has that: an object whose own property is redefined is slow to read from then on. */
export function concealedCopy<T extends object>(owner: T, name: keyof T): T {
  if (owner[name] == null) return owner
  const { [name]: value, ...shown } = owner
  return Object.defineProperty(shown as T, name, { value, writable: true, configurable: true })
}
