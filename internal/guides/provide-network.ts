import { afterAll, beforeAll } from 'vitest'
import { createModuleFolder, type ModuleFolder } from './import-block.ts'
import { type Network, startNetwork } from './network/start-network.ts'

/** Starts what blocks need, for the tests of a file. The returned function has it once a test runs. */
export function provideNetwork(): () => { readonly network: Network; readonly modules: ModuleFolder } {
  let network: Network
  let modules: ModuleFolder
  beforeAll(async () => {
    network = await startNetwork()
    modules = await createModuleFolder()
  })
  afterAll(async () => {
    await modules[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
  })
  return () => ({ network, modules })
}
