import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ends, waits } from './expected.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('run.ts', import.meta.url))

describe('a process', () => {
  test.for(ends)('ends although %s', async ([scenario, told]) => {
    const { stdout } = await run(process.execPath, [program, scenario], { timeout: 15_000 })
    expect(JSON.parse(stdout)).toEqual({ told })
  })

  test.for(waits)('stays alive while %s', async ([scenario, told]) => {
    const { stdout } = await run(process.execPath, [program, scenario], { timeout: 15_000 })
    expect(JSON.parse(stdout)).toEqual({ told })
  })
})
