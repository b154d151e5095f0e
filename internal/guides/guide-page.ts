import type { World } from './open-world.ts'

/** How a block is run. */
export interface BlockContext {
  readonly world: World
  /**
   * Runs the block to its end.
   *
   * @param given - what the block only declares, or the platform has: globals while the test lasts
   * @returns what the block declares and exports
   */
  readonly run: <Values extends object = Record<string, never>>(given?: object) => Promise<Values>
  /** What the block has written by `console`, oldest first. */
  readonly printed: readonly string[]
  /** A folder for the files of the block. */
  readonly folder: string
}

/** Runs a block, and checks that it does what the page says. */
export interface BlockPlan {
  /** @default 'https://auth.example.com' */
  readonly issuer?: string
  /** Statuses of the API that the page speaks of, beside 200. @default none */
  readonly rejections?: readonly number[]
  readonly check: (context: BlockContext) => Promise<void>
}

/** A page, and what is to be seen of each of its blocks, by the name of the block. */
export interface GuidePage {
  readonly path: string
  readonly blocks: Readonly<Record<string, BlockPlan | BlockPlan['check']>>
}
