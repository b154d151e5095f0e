import type { ServerKind, ServerProgram } from '../server-program.ts'

/** What tests are told of each server: its program, or why there is none and the command that would change that. */
export type RedisContext = Readonly<Record<ServerKind, ServerProgram | { readonly missing: string }>>

declare module 'vitest' {
  export interface ProvidedContext {
    redis: RedisContext
  }
}
