import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSecretFiles } from '../../src/command-line/secret-files.ts'
import type { Authentication } from '../../src/target/target.ts'
import { createRecordingTerminal } from '../run-doctor.ts'
import { createCertificate, type TestCertificate } from '../doctor/tls-server.ts'

let folder: string
let certificate: TestCertificate
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
const key = createPrivateKey(pem)
const jwk = key.export({ format: 'jwk' })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-files-'))
  certificate = await createCertificate()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(text: string): Promise<string> {
  const path = join(folder, 'file')
  await writeFile(path, text)
  return path
}

const byKey = async (text: string): Promise<Authentication> => ({
  method: 'private_key_jwt',
  signer: { kind: 'key', keyFile: await write(text) },
})

const inPem = 'PEM text that begins with -----BEGIN PRIVATE KEY-----'
const allowed = 'a private key in PEM that begins with -----BEGIN PRIVATE KEY-----, or a private JWK'

describe('a key file', () => {
  it.each([
    ['PEM text', pem],
    ['a JWK', JSON.stringify(jwk)],
    ['PEM text in one line, as environment variables have it', pem.replaceAll('\n', String.raw`\n`)],
  ])('may hold %s, which no output shows', async (_, text) => {
    const terminal = createRecordingTerminal({})
    expect(await readSecretFiles(await byKey(text), terminal)).toEqual({ clientKey: text })
    terminal.print(text)
    expect(terminal.stdout[0]).not.toContain(jwk.d)
    for (const line of pem.split('\n').slice(1, -2)) expect(terminal.stdout[0]).not.toContain(line)
  })

  it.each([
    ['nothing', '\n', `--key-file: expected ${allowed}`],
    ['no key', 'none', `--key-file: expected ${inPem}`],
    [
      'another form of PEM',
      key.export({ format: 'pem', type: 'sec1' }),
      `--key-file: expected ${inPem}, not a EC PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt converts it`,
    ],
    ['half a key', pem.replace(/\n(?=[^-])[^\n]+\n-----END/, '\n-----END'), `--key-file: expected ${allowed}`],
    ['JSON that is none', '{"kty":', `--key-file: expected ${allowed}`],
    ['a public JWK', JSON.stringify({ ...jwk, d: undefined }), '--key-file: expected a private JWK, with the member d'],
    ['a JWK with a damaged member', JSON.stringify({ ...jwk, x: 'AA' }), `--key-file: expected ${allowed}`],
  ])('is wrong input if it holds %s', async (_, text, message) => {
    await expect(readSecretFiles(await byKey(String(text)), createRecordingTerminal({}))).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message,
    })
  })

  it('is wrong input if the key can not sign by the algorithm', async () => {
    const authentication: Authentication = {
      method: 'private_key_jwt',
      signer: { kind: 'key', keyFile: await write(pem), algorithm: 'RS256' },
    }
    await expect(readSecretFiles(authentication, createRecordingTerminal({}))).rejects.toThrow(
      '--signing-algorithm: expected ES256 for this key',
    )
  })
})

describe('the file of an assertion', () => {
  it('is read anew, and no output shows what it held', async () => {
    const assertionFile = await write('first-assertion\n')
    const terminal = createRecordingTerminal({})
    const { readAssertion } = await readSecretFiles({ method: 'private_key_jwt', signer: { kind: 'assertion', assertionFile } }, terminal)
    expect(await readAssertion?.()).toBe('first-assertion')
    await write('second-assertion\n')
    expect(await readAssertion?.()).toBe('second-assertion')
    terminal.print('first-assertion, second-assertion')
    expect(terminal.stdout).toEqual(['[secret], [secret]'])
  })

  it('is wrong input if it is empty', async () => {
    const signer = { kind: 'assertion', assertionFile: await write('\n') } as const
    await expect(readSecretFiles({ method: 'private_key_jwt', signer }, createRecordingTerminal({}))).rejects.toThrow(
      '--client-assertion-file: expected a file that is not empty',
    )
  })
})

describe('the files of a certificate', () => {
  it.each([
    ['a certificate that is none', { cert: 'none' }, '--certificate-file: expected a certificate in PEM'],
    ['the key of another certificate', { key: pem }, '--key-file: expected the private key of the certificate, in PEM and not encrypted'],
  ])('are wrong input with %s', async (_, changed, message) => {
    const { cert, key: certificateKey } = { ...certificate, ...changed }
    const [certificateFile, keyFile] = [join(folder, 'client.crt'), join(folder, 'client.key')]
    await Promise.all([writeFile(certificateFile, cert), writeFile(keyFile, certificateKey)])
    const authentication: Authentication = { method: 'tls_client_auth', files: { certificateFile, keyFile } }
    await expect(readSecretFiles(authentication, createRecordingTerminal({}))).rejects.toMatchObject({ code: 'ERR_USAGE', message })
  })
})
