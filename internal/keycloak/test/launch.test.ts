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
    expect(args.join(' ')).not.toContain('https')
    const imported = await readFile(join(files.folder, 'data', 'import', 'korusticket-realm.json'), 'utf8')
    expect(JSON.parse(imported)).toMatchObject({ realm: 'korusticket' })
  })

  it('listens with TLS on loopback too, if asked to, and asks clients for a certificate', async () => {
    const launcher = dockerLauncher('/usr/bin/docker', '26.7.3')
    await using files = await launcher.createFiles([korusticket], '/')
    const line = launcher.command(files, { port: 8181, path: '/', tlsPort: 8443 }).args.join(' ')
    expect(line).toContain('--publish 127.0.0.1:8443:8443')
    expect(line).toContain('--https-port=8443 --https-certificate-file=/opt/keycloak/data/tls/server.crt')
    expect(line).toContain('--https-client-auth=request --https-trust-store-file=/opt/keycloak/data/tls/authority.crt')
  })
})
