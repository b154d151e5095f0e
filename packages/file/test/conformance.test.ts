import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTokenStore } from '@everbearer/testing/vitest-stores'
import { fileStore } from '../src/index.ts'

describeTokenStore(
  'in a file',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'everbearer-file-'))
    const path = join(folder, 'deep', 'token.json')
    const remove = (part: string): Promise<void> => rm(part, { recursive: true, force: true })
    return {
      open: () => fileStore({ path, leaseTime: 1_000 }),
      breakLease: () => remove(join(`${path}.locks`, 'lease')),
      async breakStore() {
        await remove(join(folder, 'deep'))
        await writeFile(join(folder, 'deep'), 'a file where a folder was')
      },
      close: () => remove(folder),
    }
  },
  { lease: true, subscribe: true, clock: true, leaseTime: 1_000 },
)
