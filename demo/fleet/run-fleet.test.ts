import { describe, expect, inject, it } from 'vitest'
import type { RedisContext } from '../../internal/redis/setup/context.ts'
import { runDemo, startDemo } from '../demo-process.ts'

const { redis }: RedisContext = inject('redis')
const isMissing = 'missing' in redis

describe.skipIf(isMissing)(`the demo of a fleet${isMissing ? `: ${redis.missing}` : ''}`, () => {
  it('kills a process, restarts Redis, and lets no caller see an error', { timeout: 120_000 }, async () => {
    const outcome = await runDemo(['--fleet', '3', '--duration', '24'], { HOME: process.env['HOME'] ?? '' })
    expect(outcome, outcome.output).toMatchObject({ code: 0 })
    expect(outcome.stdout).toMatch(/kill with a token request on the wire \(obtains\): p\d\n/)
    expect(outcome.stdout).toMatch(/restart: p0, p1, p2\n/)
    // Three processes, and the successor of the one that was killed.
    expect(outcome.stdout.match(/^p\d\.\d .+$/gm)).toHaveLength(4)
    expect(outcome.stdout).toMatch(/^p\d\.1 .+ killed$/m)
    expect(outcome.stdout).toMatch(/\n0 caller errors; \d+ token calls; \d+ refresh tokens handed over, 0 of them again\n$/)
    expect(outcome.stdout).not.toContain('\u001B')
  })

  it('ends with the table of what there is at SIGINT, when each process has stopped', { timeout: 120_000 }, async () => {
    const { kill, ended, prints } = startDemo(['--fleet', '2', '--duration', '40'], { HOME: process.env['HOME'] ?? '' })
    await prints('running')
    kill('SIGINT')
    const outcome = await ended
    expect(outcome).toMatchObject({ code: 130 })
    expect(outcome.stdout.match(/^p\d\.\d .+ stopped$/gm)).toHaveLength(2)
  })
})
