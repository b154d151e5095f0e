/** Node, Deno and Bun print an object through the method of this name when it has one. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** Settles how `util.inspect` and `console.log` show the objects of a class. */
export function printAs<T extends object>(prototype: T, print: (value: T) => string): void {
  Object.defineProperty(prototype, inspect, {
    value(this: T) {
      return print(this)
    },
  })
}

/** Keeps properties out of what `console.log`, `JSON.stringify` and the like show of an object. They stay readable. */
export function conceal(owner: object, keys: readonly string[]): void {
  for (const key of keys) if (Object.hasOwn(owner, key)) Object.defineProperty(owner, key, { enumerable: false })
}
