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
