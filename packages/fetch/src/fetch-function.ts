import type { ClientKind } from '@everbearer/core/adapter'

/** HTTP clients that are functions, but no fetch functions. Each is recognized by properties that a fetch does not have. */
const others: readonly (readonly [name: string, ...properties: string[]])[] = [
  ['an axios instance, which @everbearer/axios is for', 'interceptors'],
  ['a $fetch of ofetch, which @everbearer/ofetch is for', 'raw', 'native'],
  ['a ky instance, which @everbearer/ky is for', 'extend', 'stop'],
]

export const fetchFunction: ClientKind = {
  name: 'a fetch function',
  is: (value) => typeof value === 'function' && nameOfOther(value) === undefined,
  describe: nameOfOther,
}

function nameOfOther(value: unknown): string | undefined {
  return others.find(([, ...properties]) => properties.every((property) => property in Object(value)))?.[0]
}
