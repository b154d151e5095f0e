import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkStore } from '../../core/test/model/check-store.ts'
import { fileStore } from '../src/index.ts'

checkStore('a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-model-'))
  return {
    open: () => fileStore({ path: join(folder, 'token.json') }),
    // A store that lost a lease may still write its lock.
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  }
})
