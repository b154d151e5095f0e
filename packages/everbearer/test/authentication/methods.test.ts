import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Coordinator } from '@everbearer/core'
import { typeCheck } from '../../../../internal/repository/type-check.ts'
import { createCertificate } from '../../../oauth2/test/support/certificates.ts'
import { startStrictServer, type StrictServer } from '../../../oauth2/test/support/strict-server.ts'
import { runCommandLine } from '../../src/command-line/run-command-line.ts'
import { commands } from '../../src/commands.ts'
import type { DoctorReport } from '../../src/doctor/report/report.ts'
import { createRecordingTerminal, runJson, troublesOf } from '../run-doctor.ts'
import { type ClientFiles, clientSecret, writeClientFiles } from './strict-clients.ts'

const reports = fileURLToPath(new URL('../../reports/', import.meta.url))
const ownAuthorities = getCACertificates('default')
const withSecret = { EVERBEARER_CLIENT_SECRET: clientSecret }

let folder: string
let files: ClientFiles
let plain: StrictServer
let secure: StrictServer
beforeAll(async () => {
  await mkdir(reports, { recursive: true })
  folder = await mkdtemp(join(reports, 'methods-'))
  files = await writeClientFiles(folder)
  const { authority, clients } = files
  plain = await startStrictServer({ clients: clients.filter(({ token_endpoint_auth_method: method }) => !method?.includes('tls')) })
  secure = await startStrictServer({ clients, tls: { server: await createCertificate('localhost', authority), authority } })
})
afterAll(async () => {
  await Promise.all([plain[Symbol.asyncDispose](), secure[Symbol.asyncDispose]()])
  await rm(folder, { recursive: true, force: true })
})

interface MethodRow {
  readonly name: string
  readonly clientId: string
  readonly args: () => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly isTls?: boolean
}

const at = (name: string): string => join(folder, name)
const key = (name: string): string[] => ['--authentication', 'private_key_jwt', '--key-file', at(name)]
const certificate = (name: string): string[] => [
  '--certificate-file',
  at(`${name}.crt`),
  '--key-file',
  at(`${name}.key`),
  '--ca-file',
  at('authority.crt'),
]

const methods: readonly MethodRow[] = [
  ...['client_secret_post', 'client_secret_basic', 'client_secret_jwt'].map((method) => ({
    name: method,
    clientId: method,
    args: () => ['--authentication', method],
    env: withSecret,
  })),
  { name: 'private_key_jwt by a PEM file', clientId: 'own-key', args: () => [...key('key.pem'), '--key-id', 'k1'] },
  { name: 'private_key_jwt by a JWK', clientId: 'own-key', args: () => key('key.json') },
  {
    name: 'private_key_jwt by an algorithm of the user',
    clientId: 'rsa-key',
    args: () => [...key('rsa.pem'), '--key-id', 'k1', '--signing-algorithm', 'PS256'],
  },
  {
    name: 'private_key_jwt by an assertion of somebody else',
    clientId: 'own-key',
    args: () => ['--authentication', 'private_key_jwt', '--client-assertion-file', at('assertion.jwt')],
  },
  {
    name: 'tls_client_auth',
    clientId: 'certificate',
    args: () => ['--authentication', 'tls_client_auth', ...certificate('client')],
    isTls: true,
  },
  {
    name: 'self_signed_tls_client_auth',
    clientId: 'self-signed',
    args: () => ['--authentication', 'self_signed_tls_client_auth', ...certificate('self-signed')],
    isTls: true,
  },
]

const serverOf = ({ isTls = false }: Pick<MethodRow, 'isTls'>): StrictServer => (isTls ? secure : plain)
const target = (row: MethodRow): string[] => ['--issuer', serverOf(row).issuer, '--client-id', row.clientId, ...row.args()]

/** Imports the module that doctor printed, as it is. */
async function importOptions({ options }: DoctorReport, name: string): Promise<Coordinator> {
  const file = at(`${name.replaceAll(' ', '-')}.ts`)
  await writeFile(file, options)
  const { auth } = (await import(/* @vite-ignore */ file)) as { auth: Coordinator }
  return auth
}

const printed: string[] = []

describe.each(methods)('$name', (row) => {
  it('is accepted by doctor, whose options work and whose output has no secret', async () => {
    await files.writeAssertion(serverOf(row))
    const { code, report, output } = await runJson(target(row), row.env ?? {})
    expect(troublesOf(report), output).toEqual([])
    expect(code).toBe(0)
    expect(files.secrets.filter((secret) => output.includes(secret))).toEqual([])
    expect(report.findings.filter(({ check }) => check === 'authentication')).toContainEqual(expect.objectContaining({ level: 'ok' }))
    printed.push(report.options)

    await files.writeAssertion(serverOf(row))
    for (const [name, value] of Object.entries(row.env ?? {})) vi.stubEnv(name, value)
    using auth = await importOptions(report, row.name)
    expect((await auth.getToken()).lifetime).toBeGreaterThan(0)
  })

  it('brings a token to `everbearer token`', async () => {
    await files.writeAssertion(serverOf(row))
    const terminal = createRecordingTerminal(row.env ?? {})
    const args = ['token', ...target(row), '--store', at(`${row.name.replaceAll(' ', '-')}.json`)]
    expect([await runCommandLine(commands, args, terminal), terminal.stderr]).toEqual([0, []])
    expect(terminal.stdout).toEqual([expect.any(String)])
  })
})

it('prints options that compile', async () => {
  expect(printed).toHaveLength(methods.length)
  const errors = await typeCheck(printed.map((code, line) => ({ file: 'options', line, code })))
  expect([...errors.values()].flat()).toEqual([])
})

it('gives the server what a coordinator gives it: the algorithm of the user, the issuer as audience', async () => {
  plain.assertions.length = 0
  await runJson(
    ['--issuer', plain.issuer, '--client-id', 'rsa-key', ...key('rsa.pem'), '--key-id', 'k1', '--signing-algorithm', 'PS256'],
    {},
  )
  expect(plain.assertions.map(({ header, claims }) => [header['alg'], header['kid'], claims['aud']])).toEqual([
    ['PS256', 'k1', plain.issuer],
  ])
})

it('reads the file of an assertion anew for each token request', async () => {
  await using server = await startStrictServer({ clients: files.clients.filter(({ client_id: id }) => id === 'own-key') })
  const args = ['--issuer', server.issuer, '--client-id', 'own-key', '--authentication', 'private_key_jwt']
  for (const round of [1, 2]) {
    await files.writeAssertion(server)
    const { report } = await runJson([...args, '--client-assertion-file', at('assertion.jwt')], {})
    expect(troublesOf(report), `round ${round}`).toEqual([])
  }
  expect(new Set(server.assertions.map(({ claims }) => claims['jti'])).size).toBe(2)
  // The server takes no assertion twice.
  const again = await runJson([...args, '--client-assertion-file', at('assertion.jwt')], {})
  expect(troublesOf(again.report)).toEqual(['authentication wrong'])
})

describe('a client that the server rejects', () => {
  const remedyOf = ({ findings }: DoctorReport): string | null | undefined =>
    findings.find(({ check, level }) => check === 'authentication' && level === 'wrong')?.remedy

  it('costs one wrong try if the method is named, and the remedy names what the server supports', async () => {
    plain.rejections.length = 0
    const { report, code } = await runJson(['--issuer', plain.issuer, '--client-id', 'own-key', ...key('other.pem'), '--key-id', 'k1'], {})
    expect([code, troublesOf(report), plain.rejections.length]).toEqual([1, ['authentication wrong'], 1])
    expect(remedyOf(report)).toMatch(
      /^Check the client id, the public key at the server, --key-id, and the clock of this machine\. The metadata list .*private_key_jwt.*\. Its assertions may be signed by .*ES256/,
    )
  })

  it('is told which options name the methods that the metadata list', async () => {
    await using server = await startStrictServer({ clients: [], methods: ['private_key_jwt', 'client_secret_jwt'] })
    const { report } = await runJson(['--issuer', server.issuer, '--client-id', 'own-key'], withSecret)
    expect(troublesOf(report)).toEqual(['authentication wrong'])
    expect(remedyOf(report)).toBe(
      'Doctor tries no other unasked. Name the method of the client: --authentication client_secret_jwt, or --authentication private_key_jwt with --key-file or --client-assertion-file.',
    )
    expect(server.rejections).toEqual([])
  })

  it('gets one try with a certificate that the server does not know', async () => {
    const args = ['--issuer', secure.issuer, '--client-id', 'certificate', '--authentication', 'tls_client_auth']
    const { report } = await runJson([...args, ...certificate('self-signed')], {})
    expect(troublesOf(report)).toEqual(['authentication wrong'])
    expect(remedyOf(report)).toContain('Check the client id, and the certificate or its subject at the server.')
  })
})

it('presents the certificate to the authorization server alone', async () => {
  const { authority } = files
  const { key: apiKey, cert } = await createCertificate('localhost', authority)
  const presented: boolean[] = []
  const api = createServer({ key: apiKey, cert, ca: authority.cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    presented.push((request.socket as TLSSocket).getPeerX509Certificate() !== undefined)
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
  })
  await new Promise<void>((resolve) => {
    api.listen(0, '127.0.0.1', resolve)
  })
  // As NODE_EXTRA_CA_CERTS does: --ca-file concerns the authorization server.
  setDefaultCACertificates([...ownAuthorities, authority.cert])
  try {
    const args = ['--issuer', secure.issuer, '--client-id', 'certificate', '--authentication', 'tls_client_auth', ...certificate('client')]
    await runJson([...args, '--api', `https://localhost:${(api.address() as AddressInfo).port}`], {})
  } finally {
    setDefaultCACertificates(ownAuthorities)
    api.closeAllConnections()
    await new Promise((resolve) => {
      api.close(resolve)
    })
  }
  expect(presented).toEqual([false, false, false])
})
