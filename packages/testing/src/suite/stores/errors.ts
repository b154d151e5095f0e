import { expectEqual } from '../assert.ts'
import { leaksOf } from '../leaks.ts'
import { recordOf } from './records.ts'
import type { StoreCheck } from './store-check.ts'
import { pauseFor } from './store-context.ts'

const secrets = ['s3cret-access', 's3cret-refresh', 's3cret-id']
const record = recordOf(1, { accessToken: secrets[0]!, refreshToken: secrets[1]!, fields: { id_token: secrets[2]! } })

/** Checks that errors of a store show no secrets. */
export const errors: readonly StoreCheck[] = [
  {
    name: 'an error about a record that is not JSON shows no secret',
    async run({ open }) {
      const store = await open()
      const circle: Record<string, unknown> = { ...record.fields }
      circle['circle'] = circle
      for (const fields of [{ ...record.fields, count: 1n }, circle]) {
        const error = await errorOf(() => store.save({ ...record, fields }, 0))
        expectEqual(leaksOf(error, secrets), [], 'what the error shows')
      }
    },
  },
  {
    name: 'an error of a store that is away shows no secret',
    needs: ['breakStore'],
    async run({ open, place }) {
      const [store, other] = [await open(), await open()]
      await store.save(record, 0)
      await other.load()
      await place.breakStore?.()
      const next = { ...record, revision: 2 }
      for (const call of [() => store.load(), () => store.save(next, 1), () => other.save(next, 1), () => other.load()]) {
        const error = await Promise.race([errorOf(call), pauseFor(2_000)])
        expectEqual(leaksOf(error, secrets), [], 'what the error shows')
      }
    },
  },
]

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}
