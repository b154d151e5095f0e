import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { TlsIdentity } from '../http/tls.ts'
import { clientMethodOf, isJwkText } from '../target/client-method.ts'
import { type Authentication, type Secrets, usesCertificate } from '../target/target.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

type FileSecrets = Pick<Secrets, 'clientKey' | 'readAssertion' | 'tls'>

/**
 * Reads the files that the method of authentication needs.
 *
 * @throws {UsageError} a file can't be read, or has the wrong content; the message shows no part of the content
 */
export async function readSecretFiles(
  authentication: Authentication | undefined,
  { conceal }: Pick<Terminal, 'conceal'>,
): Promise<FileSecrets> {
  if (usesCertificate(authentication)) return { tls: await readIdentity(authentication.files, conceal) }
  if (authentication?.method !== 'private_key_jwt') return {}
  const { signer } = authentication
  if (signer.kind === 'key') {
    const clientKey = await readOption('--key-file', signer.keyFile)
    concealKey(clientKey, conceal)
    expectKey(authentication, clientKey)
    return { clientKey }
  }
  const readAssertion = async (): Promise<string> => {
    const assertion = (await readFile(signer.assertionFile, 'utf8')).trim()
    conceal(assertion)
    return assertion
  }
  // The file is also read now, so that a wrong path is reported as wrong input.
  if ((await readOption('--client-assertion-file', signer.assertionFile)).trim() === '') {
    throw new UsageError('--client-assertion-file: expected a file that is not empty')
  }
  return { readAssertion }
}

async function readIdentity(
  { certificateFile, keyFile, authorityFile }: Extract<Authentication, { readonly files: object }>['files'],
  conceal: (secret: string) => void,
): Promise<TlsIdentity> {
  const key = await readOption('--key-file', keyFile)
  concealKey(key, conceal)
  const cert = await readOption('--certificate-file', certificateFile)
  const ca = authorityFile === undefined ? undefined : await readOption('--ca-file', authorityFile)
  expectUsable('--ca-file: expected certificates in PEM', () => createSecureContext({ ca }))
  expectUsable('--certificate-file: expected a certificate in PEM', () => createSecureContext({ cert }))
  expectUsable('--key-file: expected the private key of the certificate, in PEM and not encrypted', () =>
    createSecureContext({ cert, key }),
  )
  return { cert, key, ...(ca !== undefined && { ca }) }
}

/**
 * Checks the private key by `privateKeyJwt()`, and by an import into `node:crypto`. The check is made before the first request, so that
 * the command reports a wrong key as wrong input. The token source itself imports the key only for its first request.
 */
function expectKey(authentication: Authentication, clientKey: string): void {
  const allowed = 'a private key in PEM that begins with -----BEGIN PRIVATE KEY-----, or a private JWK'
  if (clientKey.trim() === '') throw new UsageError(`--key-file: expected ${allowed}`)
  const jwk = isJwkText(clientKey) ? readJwk(clientKey, allowed) : undefined
  try {
    clientMethodOf(authentication, { clientKey })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(error.message.replace(/^key:/, '--key-file:').replace(/^alg:/, '--signing-algorithm:'))
  }
  expectUsable(`--key-file: expected ${allowed}`, () =>
    createPrivateKey(jwk === undefined ? clientKey.replaceAll('\\n', '\n') : { key: jwk, format: 'jwk' }),
  )
}

function readJwk(text: string, allowed: string): JsonWebKey {
  try {
    return JSON.parse(text) as JsonWebKey
  } catch {
    throw new UsageError(`--key-file: expected ${allowed}`)
  }
}

/** Runs `use`, and replaces its error by a `UsageError`, as the platform's own message may quote the content of a file. */
function expectUsable(message: string, use: () => unknown): void {
  try {
    use()
  } catch {
    throw new UsageError(message)
  }
}

async function readOption(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${option}: expected a file that can be read (${(error as NodeJS.ErrnoException).code ?? 'no code'})`)
  }
}

/** Conceals a private key in later output: the lines of PEM text, or the private members of a JWK (RFC 7518 §6). */
function concealKey(text: string, conceal: (secret: string) => void): void {
  const members = Array.from(text.matchAll(/"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"([^"]+)"/g), ([, member = '']) => member)
  const lines = isJwkText(text) ? members : text.split(/\r?\n|\\n/).filter((line) => /^[\w+/=]{8,}$/.test(line))
  for (const secret of lines) conceal(secret)
}
