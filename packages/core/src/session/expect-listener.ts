import { expectKnown } from '../lib/expect-known.ts'
import { eventNames } from './events.ts'

/**
 * Checks the arguments of `on()`.
 *
 * @throws {TypeError} no event has this name, or the listener is not a function
 */
export function expectListener(name: unknown, listener: unknown): void {
  expectKnown('event', [name], [...eventNames, '*'])
  if (typeof listener !== 'function')
    throw new TypeError(`on: expected a function as the listener of "${String(name)}", got ${typeof listener}`)
}
