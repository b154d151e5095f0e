import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { RuntimeName } from './targets.ts'

const require = createRequire(join(import.meta.dirname, 'binaries', 'package.json'))
const { platform, arch } = process
const exe = platform === 'win32' ? '.exe' : ''

/** Where each runtime's program is, as `npm run runtimes` installs them. */
const places: Readonly<Record<Exclude<RuntimeName, 'Chromium' | 'Firefox' | 'WebKit'>, () => string>> = {
  'Node 22': () => nodeOf(22),
  'Node 24': () => nodeOf(24),
  'Node 26': () => nodeOf(26),
  'React Native': () => process.execPath,
  Bun: () => within('bun', `@oven/bun-${systemName({ win32: 'windows' })}-${arch === 'arm64' ? 'aarch64' : arch}`, `bin/bun${exe}`),
  Deno: () => within('deno', `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`, `deno${exe}`),
  workerd: () =>
    within('workerd', `@cloudflare/workerd-${systemName({ win32: 'windows' })}-${arch === 'arm64' ? arch : '64'}`, `bin/workerd${exe}`),
}

/** The path of a runtime's program, unless it is missing. */
export function findBinary(runtime: RuntimeName): string | undefined {
  try {
    const path = places[runtime as keyof typeof places]()
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** The oldest Node that the packages run on, or the next one that the registry has for this platform; unless it is missing. */
export function findOldestNode(): string | undefined {
  try {
    return binaryOf(`node-oldest-${platform}-${arch}`)
  } catch {
    return undefined
  }
}

/** The Node that runs this may be the one that is looked for. */
function nodeOf(major: number): string {
  if (Number.parseInt(process.versions.node, 10) === major) return process.execPath
  return binaryOf(`node-${major}-${platform}-${arch}`)
}

function binaryOf(name: string): string {
  return join(require.resolve(`${name}/package.json`), '..', 'bin', `node${exe}`)
}

/** A file of the package for this platform, which only the package that depends on it can see. */
function within(name: string, platformPackage: string, path: string): string {
  const inner = createRequire(require.resolve(`${name}/package.json`))
  return join(inner.resolve(`${platformPackage}/package.json`), '..', path)
}

function systemName(names: Readonly<Record<string, string>>): string {
  return names[platform] ?? platform
}
