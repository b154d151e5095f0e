import type { TestProject } from 'vitest/node'
import { findServer } from '../find-server.ts'
import { type ServerKind, serverKinds } from '../server-program.ts'
import { MissingPrerequisite } from '../../tools/need-program.ts'
import type { RedisContext } from './context.ts'

const say = (line: string): void => console.log(`redis: ${line}`)

/** Finds the servers for all tests. A server that is missing fails the run in CI; elsewhere its tests are skipped with the remedy. */
export async function setup(project: TestProject): Promise<void> {
  const found = await Promise.all(serverKinds.map(async (kind) => [kind, await programOf(kind)] as const))
  project.provide('redis', Object.fromEntries(found) as RedisContext)
}

async function programOf(kind: ServerKind): Promise<RedisContext[ServerKind]> {
  try {
    return await findServer(kind, say)
  } catch (error) {
    if (!(error instanceof MissingPrerequisite) || process.env['CI']) throw error
    say(`skipped: ${error.message}`)
    return { missing: error.message }
  }
}
