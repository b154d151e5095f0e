import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkStore } from '../../core/test/model/check-store.ts'
import type { ModelPlace } from '../../core/test/model/model-place.ts'
import { fileStore } from '../src/index.ts'

async function createPlace(): Promise<ModelPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-model-'))
  return {
    open: () => fileStore({ path: join(folder, 'token.json') }),
    // A store that lost a lease may still write its lock.
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  }
}

// A schedule waits for files half a second.
checkStore('a file', createPlace, 100)
