import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createConsumer, RegistryUnreachableError } from './consumer.ts'
import type { Consumer } from './consumer.ts'
import { describeConsumers } from './consumers/describe-consumers.ts'
import { packAll } from './tarballs.ts'

// What the tarballs hold, and the examples of their pages, are for `internal/rehearsal`.
describe('the tarballs, installed by npm into an empty project', () => {
  let folder: string
  let consumer: Consumer | undefined

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-tarballs-')))
    const tarballs = await packAll(folder)
    try {
      consumer = await createConsumer(tarballs)
    } catch (error) {
      // Skipped on a laptop; in CI, where nobody looks at skipped tests, a failure.
      const isOffline = error instanceof RegistryUnreachableError && process.env['CI'] === undefined
      if (!isOffline) throw error
    }
  })

  afterAll(async () => {
    await consumer?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  describeConsumers(() => consumer)
})
