// Gives this process the globals of React Native. The first import of the host, as clients keep globals when they load.
import { AbortController, AbortSignal } from 'abort-controller'
import { NativeRequest } from './native-request.ts'
import { missing, missingMethods } from './missing.ts'

const scope = globalThis as unknown as Record<string, unknown>
const define = (owner: object, name: string, value: unknown): void =>
  void Object.defineProperty(owner, name, { value, writable: true, configurable: true })

// Node loads these on first use, and needs streams then.
Response.error()
for (const name of missing) Reflect.deleteProperty(scope, name)
for (const [owner, names] of Object.entries(missingMethods)) {
  for (const name of names) Reflect.deleteProperty(scope[owner] as object, name)
}

/** React Native 0.86 has this library for signals; 0.88 has signals with `reason`, `any` and `timeout`. */
define(scope, 'AbortController', AbortController)
define(scope, 'AbortSignal', AbortSignal)

/** A URL of React Native has one setter. The constructor and its readers are Node's, which read URLs by the standard. */
for (const name of ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'hash']) {
  const own = Object.getOwnPropertyDescriptor(URL.prototype, name)
  const set = (): never => {
    throw new TypeError(`Cannot assign to property '${name}' which has only a getter`)
  }
  Object.defineProperty(URL.prototype, name, { ...own, set })
}

// `whatwg-fetch` keeps a fetch that is there.
define(scope, 'XMLHttpRequest', NativeRequest)
for (const name of ['fetch', 'Headers', 'Request', 'Response']) Reflect.deleteProperty(scope, name)
define(scope, 'self', scope)
await import('whatwg-fetch')
