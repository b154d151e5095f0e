import { describe, inject } from 'vitest'
import { type ServerKind, serverKinds } from '../server-program.ts'
import { type RedisServer, type RedisServerOptions, startRedis } from '../start-redis.ts'
import type { RedisContext } from './context.ts'

/** Starts servers of one kind, for one test file. */
export type StartServer = (options?: RedisServerOptions) => Promise<RedisServer>

/** Defines tests for each kind of server. On a machine without such a server, they are skipped, and their name says why. */
export function onEachServer(name: string, define: (start: StartServer, kind: ServerKind) => void): void {
  const programs: RedisContext = inject('redis')
  for (const kind of serverKinds) {
    const program = programs[kind]
    const isMissing = 'missing' in program
    describe.skipIf(isMissing)(`${name} on ${kind}${isMissing ? `: ${program.missing}` : ''}`, () => {
      define((options) => startRedis({ ...options, kind, program: isMissing ? undefined : program }), kind)
    })
  }
}
