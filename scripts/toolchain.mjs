const wanted = { node: 24, pnpm: 12 }

/**
 * Returns the Node to run with and the environment in which `pnpm` is found: this process's own where they are
 * new enough, else those that npx keeps in its cache. npx is asked for the place only and the task runs outside
 * it, so that no argument passes through a shell and no signal through a middleman.
 */
export async function findToolchain({ processes, obtain }) {
  const env = { ...process.env }
  if (major(process.versions.node) >= wanted.node && (await pnpmMajor(processes, env)) >= wanted.pnpm) {
    return { node: process.execPath, env }
  }
  const versions = `Node ${wanted.node} and pnpm ${wanted.pnpm}`
  const line = `npx -y -p node@${wanted.node} -p pnpm@${wanted.pnpm} node scripts/print-toolchain.mjs`
  const { output } = await obtain(versions, `${versions} ready`, ({ offline }) => {
    // The level hides npm's warnings about settings of the user that are none of ours.
    const settings = { npm_config_loglevel: 'error', npm_config_offline: String(offline) }
    return processes.runManager(line, { env: { ...env, ...settings } })
  })
  const { node, path } = JSON.parse(output.split('\n').find((text) => text.startsWith('{"node":')))
  return { node, env: { ...env, [pathName(env)]: path } }
}

async function pnpmMajor(processes, env) {
  const { code, output } = await processes.runManager('pnpm --version', { env })
  return code === 0 ? major(output.trim()) : 0
}

function major(version) {
  return Number.parseInt(version, 10)
}

/** Windows calls it `Path`, and a copy of the environment no longer overlooks the case. */
function pathName(env) {
  return Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
}
