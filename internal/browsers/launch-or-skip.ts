import { MissingPrerequisite } from '../tools/need-program.ts'
import type { Engine, EngineName, LaunchOptions } from './engine.ts'
import { launchEngine } from './launch-engine.ts'

/** Starts a browser for a test. A missing browser fails the test in CI; elsewhere the test is skipped with the remedy. */
export async function launchOrSkip(name: EngineName, skip: (note: string) => never, options?: LaunchOptions): Promise<Engine> {
  try {
    return await launchEngine(name, options)
  } catch (error) {
    if (!(error instanceof MissingPrerequisite) || process.env['CI']) throw error
    return skip(error.message)
  }
}
