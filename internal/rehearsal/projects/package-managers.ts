import { join } from 'node:path'
import { findBinary } from '../../runtimes/binaries.ts'
import type { Command } from '../commands.ts'
import { type LocalRegistry, programsFolder } from '../local-registry.ts'

export const managerNames = ['npm', 'pnpm', 'yarn', 'bun', 'deno'] as const
export type ManagerName = (typeof managerNames)[number]

/** How one package manager is used. */
export interface PackageManager {
  /** Installs what package.json names. */
  readonly install: Command
  /** Takes the newest versions that the ranges in package.json allow. */
  readonly upgrade: Command
  readonly lockfile: string
  /** Settings, by file. */
  readonly files: Readonly<Record<string, string>>
  /** Keeps all that it stores in a folder. */
  readonly environment: (folder: string) => Readonly<Record<string, string>>
  /** Runs a file; by default, with one Node or another. */
  readonly start?: Command
  /** Runs the command of an installed package. */
  readonly execute: Command
  /** Are the packages in folders, where TypeScript finds them? */
  readonly hasNodeModules: boolean
}

/** What a machine lacks, and the command that changes that. */
export interface Missing {
  readonly missing: string
}

/** Pnpm and deno do not take what was published on the same day, unless asked to. */
const takeAtOnce = { pnpm: 'minimumReleaseAge: 0\n', deno: '--minimum-dependency-age=0' }

export function findPackageManager(name: ManagerName, { url, npmrc }: LocalRegistry): PackageManager | Missing {
  const userConfig = { NPM_CONFIG_USERCONFIG: npmrc, npm_config_registry: url }
  switch (name) {
    case 'npm':
      return {
        install: ['npm', 'install', '--loglevel=error'],
        upgrade: ['npm', 'update', '--loglevel=error'],
        execute: ['npm', 'exec', '--offline', '--'],
        lockfile: 'package-lock.json',
        files: {},
        environment: (folder) => ({ ...userConfig, npm_config_cache: folder }),
        hasNodeModules: true,
      }
    case 'pnpm':
      return {
        install: ['pnpm', 'install', '--no-frozen-lockfile'],
        upgrade: ['pnpm', 'update'],
        execute: ['pnpm', 'exec'],
        lockfile: 'pnpm-lock.yaml',
        files: { 'pnpm-workspace.yaml': takeAtOnce.pnpm },
        environment: (folder) => ({
          ...userConfig,
          pnpm_config_store_dir: join(folder, 'store'),
          pnpm_config_cache_dir: join(folder, 'cache'),
        }),
        hasNodeModules: true,
      }
    case 'yarn': {
      const program = join(programsFolder, 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js')
      return {
        install: [process.execPath, program, 'install', '--no-immutable'],
        upgrade: [process.execPath, program, 'up', '--recursive', '@everbearer/*', 'everbearer'],
        execute: [process.execPath, program, 'run'],
        lockfile: 'yarn.lock',
        files: { '.yarnrc.yml': JSON.stringify({ ...yarnSettings, npmRegistryServer: url }), 'yarn.lock': '' },
        environment: (folder) => ({ ...userConfig, YARN_GLOBAL_FOLDER: folder }),
        start: [process.execPath, program, 'node'],
        hasNodeModules: false,
      }
    }
    case 'bun': {
      const bun = findBinary('Bun')
      if (bun === undefined) return missing
      return {
        install: [bun, 'install'],
        upgrade: [bun, 'update'],
        execute: [bun, 'run'],
        lockfile: 'bun.lock',
        files: { 'bunfig.toml': `[install]\nregistry = "${url}"\n` },
        environment: (folder) => ({ ...userConfig, BUN_INSTALL_CACHE_DIR: folder }),
        start: [bun],
        hasNodeModules: true,
      }
    }
    case 'deno': {
      const deno = findBinary('Deno')
      if (deno === undefined) return missing
      return {
        install: [deno, 'install', takeAtOnce.deno],
        upgrade: [deno, 'update', takeAtOnce.deno],
        execute: [deno, 'task', '--eval'],
        lockfile: 'deno.lock',
        files: { '.npmrc': `registry=${url}\n` },
        environment: (folder) => ({ ...userConfig, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1' }),
        start: [deno, 'run', '--allow-all', takeAtOnce.deno],
        hasNodeModules: true,
      }
    }
  }
}

const missing: Missing = { missing: 'is not on this machine; to enable: npm run runtimes' }

/** Yarn as it comes, with packages in archives: what a package does not declare, it cannot import. */
const yarnSettings = {
  unsafeHttpWhitelist: ['127.0.0.1'],
  enableGlobalCache: false,
  enableTelemetry: false,
  npmMinimalAgeGate: 0,
}
