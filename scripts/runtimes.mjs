import { createObtain } from './obtain.mjs'

const programs = 'Node 22 and 26, Bun, Deno and workerd'

/** Installs what the behaviour suite runs on beside this Node: Node 22 and 26, Bun, Deno, workerd and the browsers. */
export async function installRuntimes({ processes, toolchain, say }) {
  const obtain = createObtain({ processes, say })
  const env = { ...toolchain.env, CI: 'true' }
  await obtain(programs, `${programs} are in internal/runtimes/binaries`, ({ offline }) =>
    processes.runManager(`pnpm --dir internal/runtimes/binaries install --frozen-lockfile${offline ? ' --offline' : ''}`, { env }),
  )
  // The systems' own, as they come with all the libraries that they need.
  return processes.run(toolchain.node, ['internal/browsers/install.ts'], { env: toolchain.env })
}
