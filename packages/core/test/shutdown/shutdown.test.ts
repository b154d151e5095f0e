import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stored } from '../stored.ts'

const service = fileURLToPath(new URL('service.ts', import.meta.url))
/** `EVERBEARER_TIMES=100` ends more processes. */
const times = Number(process.env['EVERBEARER_TIMES'] ?? 20)
/** Processes at a time. */
const atOnce = 4

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'everbearer-shutdown-'))
})

afterAll(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** Starts the service, ends it when it has presented its refresh token, and reads what is in its store then. */
async function endInMidRefresh(run: number): Promise<unknown> {
  const path = join(directory, `${run}.json`)
  writeFileSync(path, JSON.stringify(stored(1, { issuedAt: Date.now() - 400_000, refreshToken: 'old' })))
  const child = execFile(process.execPath, [service, path, `${run % 20}`])
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout!, 'data'), ended])
  child.kill('SIGTERM')
  const [code] = (await ended) as [number | null]
  return { code, refreshToken: (JSON.parse(readFileSync(path, 'utf8')) as { refreshToken?: string }).refreshToken }
}

test(
  'a process that gets SIGTERM in mid-refresh saves the rotated refresh token before it ends, each time',
  { timeout: 120_000 },
  async () => {
    const results: unknown[] = []
    let next = 0
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < times) results.push(await endInMidRefresh(next++))
      }),
    )
    expect(results).toEqual(Array.from({ length: times }, () => ({ code: 0, refreshToken: 'old, rotated' })))
  },
)
