// A control server: the owner of this process starts testbeds through it.
import { startControl } from '@everbearer/testbed/control'
import { jobOptions, say } from '../measure/job.ts'

export interface ControlAddress {
  readonly url: string
}

// Reads no options, but ends this process with its owner.
jobOptions()
const { url } = await startControl()
await say({ url } satisfies ControlAddress)
