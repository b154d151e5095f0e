import type { Commands } from './commands.ts'
import type { LocalRegistry } from './local-registry.ts'
import type { Example } from './projects/examples.ts'
import type { NodeName } from './projects/nodes.ts'
import type { Servers } from './projects/run-examples.ts'
import type { Release } from './read-release.ts'
import type { Steps } from './steps.ts'

/** What the steps of a rehearsal share once the packages are published. */
export interface Stage {
  /** For projects, tarballs and all else. It is removed at the end. */
  readonly folder: string
  /** The scratch clone. */
  readonly cloneRoot: string
  readonly registry: LocalRegistry
  readonly releases: readonly Release[]
  readonly examples: readonly Example[]
  readonly servers: Servers
  readonly nodes: readonly NodeName[]
  readonly whenMissing: WhenMissing
  readonly steps: Steps
  readonly commands: Commands
}

/** What to do about a program that this machine lacks. */
export type WhenMissing = 'skip' | 'fail'

/** Skips a step that needs a program which this machine lacks, or fails in it. */
export async function missing({ steps, whenMissing }: Pick<Stage, 'steps' | 'whenMissing'>, name: string, reason: string): Promise<void> {
  if (whenMissing === 'skip') steps.skip(name, reason)
  else await steps.check(name, async () => [reason])
}
