import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { TokenSource } from '@everbearer/core'
import { createCertificate, type TestCertificate } from '../support/certificates.ts'
import { keysOf, registeredWith } from '../support/client-keys.ts'
import { context, type RecordingServer, startRecordingServer } from '../support/recording-server.ts'
import { signAssertion } from '../support/sign-assertion.ts'
import { startStrictServer, type StrictServer, type StrictServerOptions } from '../support/strict-server.ts'

const page = fileURLToPath(new URL('../../../../docs/guide/authentication.md', import.meta.url))
const reports = fileURLToPath(new URL('../../reports/', import.meta.url))
const keys = keysOf('P-256')
const clientSecret = 'a-secret-of-at-least-thirty-two-bytes'

let folder: string
let authority: TestCertificate
let known: TestCertificate
let gitHub: RecordingServer
let text: string
beforeAll(async () => {
  await mkdir(reports, { recursive: true })
  folder = await mkdtemp(join(reports, 'guide-'))
  authority = await createCertificate('authority.example.com')
  known = await createCertificate('client.example.com', authority)
  gitHub = await startRecordingServer()
  text = await readFile(page, 'utf8')
  const files = { 'client-key.pem': keys.pem, 'client.crt': known.cert, 'client.key': known.key, 'authority.crt': authority.cert }
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)))
})
afterAll(() => Promise.all([rm(folder, { recursive: true, force: true }), gitHub.close()]))

/** The source of the block under a heading of the page, with the values of the test in place of its own. */
async function sourceUnder(heading: string, { issuer }: StrictServer): Promise<TokenSource> {
  const [, code] = new RegExp(`^## ${heading}\n.*?^\`\`\`ts\n(.*?)^\`\`\``, 'ms').exec(text) ?? []
  const file = join(folder, `${heading.replaceAll(' ', '-')}.ts`)
  const values = [
    ['https://auth.example.com', issuer],
    ["'my-secret'", `'${clientSecret}'`],
    ['/run/secrets/', `${folder}/`],
    ['/var/run/secrets/tokens/', `${folder}/`],
  ] as const
  await writeFile(
    file,
    values.toReversed().reduce((result, [own, other]) => result.replaceAll(own, other), code ?? ''),
  )
  const { source } = (await import(/* @vite-ignore */ file)) as { source: TokenSource }
  return source
}

const publicKey = registeredWith(keys, 'my-client')
const secret = { client_id: 'my-client', client_secret: clientSecret }

it.each<[heading: string, client: () => StrictServerOptions['clients'][number], isTls?: boolean]>([
  ['A secret', () => ({ ...secret, token_endpoint_auth_method: 'client_secret_basic' })],
  ['A secret that is never sent', () => ({ ...secret, token_endpoint_auth_method: 'client_secret_jwt' })],
  ['A private key', () => publicKey],
  [
    'A certificate',
    () => ({ client_id: 'my-client', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: known.subject }),
    true,
  ],
  ['A token of Kubernetes', () => publicKey],
  ['A job of GitHub Actions', () => publicKey],
])('the guide’s example works: %s', async (heading, client, isTls = false) => {
  const tls = isTls ? { server: await createCertificate('localhost', authority), authority } : undefined
  await using server = await startStrictServer({ clients: [client()], tls })
  const assertion = (): string => signAssertion(keys, 'my-client', server.issuer)
  vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `${gitHub.origin}/token?api-version=2.0`)
  vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'github-token')
  gitHub.reset()
  gitHub.reply(() => ({ body: { value: assertion() } }))

  const source = await sourceUnder(heading, server)
  for (const round of [1, 2]) {
    await writeFile(join(folder, 'auth'), assertion())
    expect(await source.obtain?.(context()), `round ${round}`).toMatchObject({ access_token: expect.any(String) })
  }
  const asked = heading.includes('GitHub') ? [1, 2] : []
  expect(gitHub.requests.map(({ url, headers }) => `${url} ${headers.authorization}`)).toEqual(
    asked.map(() => `/token?api-version=2.0&audience=${encodeURIComponent(server.issuer)} Bearer github-token`),
  )
})

it('no example of the guide is left out', () => {
  const headings = Array.from(text.matchAll(/^## (.+)\n(?:(?!^## )[^])*?^```ts$/gm), ([, heading]) => heading)
  expect(headings).toEqual([
    'A secret',
    'A secret that is never sent',
    'A private key',
    'A certificate',
    'A token of Kubernetes',
    'A job of GitHub Actions',
  ])
})
