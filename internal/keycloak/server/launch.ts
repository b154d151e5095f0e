import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../../tools/find-program.ts'
import type { Say } from '../../tools/progress.ts'
import { runProcess } from '../../tools/run-process.ts'
import { MissingPrerequisite } from '../../tools/need-program.ts'
import { type Distribution, findDistribution } from './distribution.ts'
import { createServerFiles, type ServerFiles } from './server-files.ts'
import { needJava } from './java.ts'
import type { SupervisedCommand } from '../../tools/supervisor.ts'
import { wantedVersion } from './version.ts'
import type { Realm } from '../realms/representation.ts'

/** How Keycloak is run on this machine. */
export interface Launcher {
  readonly version: string
  /** The files of one server: its data outlive the process. */
  readonly createFiles: (realms: readonly Realm[], path: string) => Promise<ServerFiles>
  /** The command that runs a server on these files. */
  readonly command: (files: ServerFiles, settings: ServerSettings) => SupervisedCommand
}

export interface ServerSettings {
  readonly port: number
  /** `/`, or `/auth` as before Keycloak 17. */
  readonly path: string
  /** Where Keycloak listens with TLS too, and asks clients for a certificate; its files are in `data/tls`. @default nowhere */
  readonly tlsPort?: number | undefined
}

/** A service account that may do everything: for the admin API. Obviously no secret. */
export const adminClient = { clientId: 'everbearer-admin', clientSecret: 'not-a-secret' }

const adminEnvironment = {
  KC_BOOTSTRAP_ADMIN_CLIENT_ID: adminClient.clientId,
  KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: adminClient.clientSecret,
}

/**
 * Runs Keycloak by Java, or in a container where Java or Maven are missing and an engine runs.
 *
 * @throws {MissingPrerequisite} neither is possible
 */
export async function findLauncher(say: Say): Promise<Launcher> {
  try {
    await needJava(say)
    return javaLauncher(await findDistribution(say))
  } catch (error) {
    const docker = error instanceof MissingPrerequisite ? await findDocker() : undefined
    if (docker === undefined) throw error
    say(`${(error as Error).message}; using Docker instead`)
    return dockerLauncher(docker, wantedVersion())
  }
}

function javaLauncher(distribution: Distribution): Launcher {
  return {
    version: distribution.version,
    createFiles: (realms, path) => createServerFiles(realms, path, distribution),
    command: ({ folder }, { port, path, tlsPort }) => ({
      command: join(folder, 'bin', 'kc.sh'),
      args: [
        ...startArguments(path),
        '--http-host=127.0.0.1',
        `--http-port=${port}`,
        ...(tlsPort === undefined ? [] : tlsArguments(tlsPort, join(folder, 'data'))),
      ],
      // The first compiler alone: for minutes of work the second costs more than it brings.
      environment: { ...adminEnvironment, JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1' },
      log: join(folder, 'keycloak.log'),
      cleanUp: [],
      folder,
    }),
  }
}

async function findDocker(): Promise<string | undefined> {
  const docker = await findProgram('docker')
  return docker !== undefined && (await runProcess(docker, ['version'])).code === 0 ? docker : undefined
}

/** Publishes to loopback only; the data stay outside the container, for a restart. */
export function dockerLauncher(docker: string, version: string): Launcher {
  return {
    version,
    async createFiles(realms, path) {
      const files = await createServerFiles(realms, path)
      // The container's user is none of this machine's.
      await chmod(files.folder, 0o755)
      await chmod(join(files.folder, 'data'), 0o777)
      return files
    },
    command: ({ folder }, { port, path, tlsPort }) => {
      const name = `everbearer-keycloak-${port}`
      const variables = Object.entries(adminEnvironment).flatMap(([key, value]) => ['--env', `${key}=${value}`])
      const mounts = ['--volume', `${join(folder, 'data')}:/opt/keycloak/data`, '--publish', `127.0.0.1:${port}:8080`]
      const tls = tlsPort === undefined ? [] : tlsArguments(tlsPort, '/opt/keycloak/data')
      if (tlsPort !== undefined) mounts.push('--publish', `127.0.0.1:${tlsPort}:${tlsPort}`)
      const image = `keycloak/keycloak:${version}`
      return {
        command: docker,
        args: ['run', '--rm', '--name', name, ...variables, ...mounts, image, ...startArguments(path), ...tls],
        environment: {},
        log: join(folder, 'keycloak.log'),
        // Killing the client leaves the container.
        cleanUp: [docker, 'rm', '--force', name],
        folder,
      }
    },
  }
}

function startArguments(path: string): string[] {
  return ['start-dev', '--import-realm', `--http-relative-path=${path}`]
}

/** @param data - the folder `data`, as Keycloak sees it */
function tlsArguments(port: number, data: string): string[] {
  return [
    `--https-port=${port}`,
    `--https-certificate-file=${data}/tls/server.crt`,
    `--https-certificate-key-file=${data}/tls/server.key`,
    '--https-client-auth=request',
    `--https-trust-store-file=${data}/tls/authority.crt`,
    '--https-trust-store-type=pem',
  ]
}
