import { startControl } from '@everbearer/testbed/control'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the testbeds' control server. */
    control: string
  }
}

/** The page can't start servers: it is told where they are. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const control = await startControl()
  project.provide('control', control.url)
  return () => control.close()
}
