import { mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sessionKinds } from '../log-line.ts'
import type { StorePlace } from './store-place.ts'

/** A folder with a file for each session. It can't be cut off or restarted. */
export async function filePlace(): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-fleet-store-'))
  return {
    addressFor: () => ({ kind: 'file', folder }),
    async flush() {
      await Promise.all(sessionKinds.map((session) => unlink(join(folder, `${session}.json`)).catch(() => {})))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
