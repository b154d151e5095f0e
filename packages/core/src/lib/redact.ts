/** The name of the method by which Node, Deno and Bun print an object. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** Sets how `util.inspect` and `console.log` print the objects of a class. */
export function printAs<T extends object>(prototype: T, print: (value: T) => string): void {
  Object.defineProperty(prototype, inspect, {
    value(this: T) {
      return print(this)
    },
  })
}
