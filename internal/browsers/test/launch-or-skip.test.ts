import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { launchOrSkip } from '../launch-or-skip.ts'

/** Skips as vitest does, by an error. */
function skip(note: string): never {
  throw new Error(`skipped: ${note}`)
}

describe('a browser that this machine lacks, and cannot install', () => {
  beforeEach(() => void vi.stubEnv('PATH', ''))
  afterEach(() => void vi.unstubAllEnvs())

  it('skips a test with the remedy', async () => {
    vi.stubEnv('CI', '')
    await expect(launchOrSkip('webkit', skip)).rejects.toThrow(/^skipped: .*to enable: /)
  })

  it('fails a test in CI, with the remedy', async () => {
    vi.stubEnv('CI', 'true')
    await expect(launchOrSkip('webkit', skip)).rejects.toThrow(/^(?!skipped).*to enable: /)
  })
})
