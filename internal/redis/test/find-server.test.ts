import { afterEach, expect, it, vi } from 'vitest'
import type { TestProject } from 'vitest/node'
import { findServer } from '../find-server.ts'
import { setup } from '../setup/global-setup.ts'
import { MissingPrerequisite } from '../../tools/need-program.ts'

afterEach(() => vi.unstubAllEnvs())

/** A machine that has neither servers nor Debian's packages. */
function stubBareMachine(ci: string): void {
  vi.stubEnv('PATH', '/nowhere')
  vi.stubEnv('CI', ci)
}

it('a missing server is named together with its remedy', async () => {
  stubBareMachine('')
  const error: unknown = await findServer('valkey', () => {}).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(MissingPrerequisite)
  expect((error as Error).message).toMatch(/^no valkey-server on this machine; to enable: (sudo apt-get|brew) install .*valkey/)
})

it('a missing server skips the tests on a laptop', async () => {
  stubBareMachine('')
  const provide = vi.fn<TestProject['provide']>()
  await setup({ provide } as unknown as TestProject)
  const missing = (kind: string): object => ({ missing: expect.stringContaining(`no ${kind}-server`) as string })
  expect(provide).toHaveBeenCalledWith('redis', { redis: missing('redis'), valkey: missing('valkey') })
})

it('a missing server fails the run in CI', async () => {
  stubBareMachine('true')
  await expect(setup({ provide: vi.fn<TestProject['provide']>() } as unknown as TestProject)).rejects.toThrow(
    /no (redis|valkey)-server on this machine/,
  )
})
