import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startOversizedServer } from './oversized-server.ts'

/** Most that a response may add to what is resident, bytes. */
const most = 64 * 2 ** 20

describe('a response of no end costs little memory, is an unusable one, and its connection is closed:', () => {
  test.for([
    ['an endless token response', 'endless', 'token'],
    ['a token response of 4 MB that unpacks to 4 GB', 'gzip bomb', 'token'],
    ['endless metadata of an issuer', 'endless', 'issuer'],
    ['metadata of 4 MB that unpack to 4 GB', 'gzip bomb', 'issuer'],
  ] as const)('%s', { timeout: 60_000 }, async ([, kind, place]) => {
    const server = await startOversizedServer(kind)
    onTestFinished(() => server.close())
    const url = place === 'issuer' ? server.origin : `${server.origin}/token`

    // In a process of its own, whose memory holds nothing else.
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('measure.ts', import.meta.url)), place, url])
    const { growth, ...error } = JSON.parse(stdout) as { growth: number }
    expect(error).toEqual({ name: 'TokenResponseError', code: 'ERR_TOKEN_RESPONSE', message: expect.stringMatching(/ 1 MiB\.$/) as string })
    expect(growth).toBeLessThan(most)
    expect(await server.closedByClient()).toBe(1)
  })
})
