import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dockerLauncher } from '../server/launch.ts'
import { korusticket } from '../realms/korusticket.ts'

describe('a Keycloak in a container', () => {
  it('listens on loopback only, keeps its data outside, and is removed by its name', async () => {
    const launcher = dockerLauncher('/usr/bin/docker', '26.7.3')
    await using files = await launcher.createFiles([korusticket], '/auth')
    const { command, args, cleanUp } = launcher.command(files, { port: 8181, path: '/auth' })
    expect(command).toBe('/usr/bin/docker')
    expect(args.join(' ')).toContain('--publish 127.0.0.1:8181:8080')
    expect(args.join(' ')).toContain(`--volume ${join(files.folder, 'data')}:/opt/keycloak/data`)
    expect(args.slice(-4)).toEqual(['keycloak/keycloak:26.7.3', 'start-dev', '--import-realm', '--http-relative-path=/auth'])
    expect(cleanUp).toEqual(['/usr/bin/docker', 'rm', '--force', args[args.indexOf('--name') + 1]])
    const imported = await readFile(join(files.folder, 'data', 'import', 'korusticket-realm.json'), 'utf8')
    expect(JSON.parse(imported)).toMatchObject({ realm: 'korusticket' })
  })
})
