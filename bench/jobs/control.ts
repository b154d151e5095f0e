// A control server, by which the owner of this process starts testbeds here.
import { startControl } from '@everbearer/testbed/control'
import { jobOptions, say } from '../measure/job.ts'

export interface ControlAddress {
  readonly url: string
}

// It has no options; this ends it with its owner.
jobOptions()
const { url } = await startControl()
await say({ url } satisfies ControlAddress)
