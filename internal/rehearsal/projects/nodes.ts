import { findBinary, findOldestNode } from '../../runtimes/binaries.ts'
import type { Command } from '../commands.ts'

export const nodeNames = ['oldest', '24', '26'] as const
export type NodeName = (typeof nodeNames)[number]

/** The command that runs TypeScript with a Node; undefined if this machine lacks that Node. */
export function findNode(name: NodeName): Command | undefined {
  switch (name) {
    case 'oldest': {
      const path = findOldestNode()
      // Later ones do so without being told.
      return path === undefined ? undefined : [path, '--experimental-strip-types', '--disable-warning=ExperimentalWarning']
    }
    case '24':
    case '26': {
      const path = findBinary(`Node ${name}`)
      return path === undefined ? undefined : [path]
    }
  }
}
