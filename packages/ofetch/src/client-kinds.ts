import type { ClientKind } from '@everbearer/core/adapter'

export const ofetchInstance: ClientKind = { name: 'a $fetch of ofetch', is: isInstance }

/** Recognizes a fetch function. A $fetch of ofetch is a function, too, but no fetch function. */
export const fetchFunction: ClientKind = {
  name: 'a fetch function',
  is: (value) => typeof value === 'function' && !isInstance(value),
  describe: (value) => (isInstance(value) ? ofetchInstance.name : undefined),
}

function isInstance(value: unknown): boolean {
  return 'raw' in Object(value) && 'native' in Object(value)
}
