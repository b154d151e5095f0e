// `node bench/jobs/dpop.ts` prints what a request with a proof costs, beside the bare signature: the table of docs/guide/dpop.md.
import { webcrypto } from 'node:crypto'
import { cpus } from 'node:os'
import { type DpopAlgorithm, dpopKey } from '@everbearer/dpop'
import { createCoordinator, withBearer } from '@everbearer/fetch'
import { renderTable } from '../../demo/table.ts'
import { type Call, interleave } from '../measure/interleave.ts'
import { createRandom } from '../measure/random.ts'
import { spreadOf } from '../measure/statistics.ts'

const algorithms: readonly DpopAlgorithm[] = ['ES256', 'Ed25519', 'PS256']
const url = 'https://api.example.com/orders'
const transport = async (): Promise<Response> => new Response('ok')

/** One request on a transport without a network. */
function requestWith(algorithm?: DpopAlgorithm): Call {
  const keyBinding = algorithm && dpopKey({ algorithm })
  const token = { access_token: 'a'.repeat(600), expires_in: 3600, token_type: algorithm === undefined ? 'Bearer' : 'DPoP' }
  const auth = createCoordinator({ source: { obtain: async () => token, keyBinding }, origins: ['https://api.example.com'] })
  const api = withBearer(transport, auth)
  return () => api(url)
}

const parameters = {
  ES256: { generate: { name: 'ECDSA', namedCurve: 'P-256' }, sign: { name: 'ECDSA', hash: 'SHA-256' } },
  Ed25519: { generate: { name: 'Ed25519' }, sign: { name: 'Ed25519' } },
  RS256: {
    generate: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
  PS256: {
    generate: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    sign: { name: 'RSA-PSS', saltLength: 32 },
  },
} satisfies Record<DpopAlgorithm, object>

/** The signature alone, over as many bytes as a proof has. */
async function signatureOf(algorithm: DpopAlgorithm): Promise<Call> {
  const { generate, sign } = parameters[algorithm]
  const { privateKey } = (await webcrypto.subtle.generateKey(generate, false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const bytes = new Uint8Array(500)
  return () => webcrypto.subtle.sign(sign, privateKey, bytes)
}

const subjects = [
  { name: 'Bearer', call: requestWith() },
  ...algorithms.map((name) => ({ name, call: requestWith(name) })),
  ...(await Promise.all(algorithms.map(async (name) => ({ name: `signature ${name}`, call: await signatureOf(name) })))),
]
const rounds = await interleave(
  subjects.map(({ call }) => call),
  { rounds: 40, roundTime: 25, warmCalls: 600, random: createRandom(1) },
)
const medians = new Map(subjects.map(({ name }, index) => [name, spreadOf(rounds[index]?.times ?? []).median]))
const micro = (name: string): string => `${Math.round(medians.get(name) ?? Number.NaN)} µs`
const rows = algorithms.map((name) => [name, micro(name), micro(`signature ${name}`)])
console.log(
  renderTable([['algorithm', 'a request with DPoP', 'the bare signature'], ...rows, ['none: Bearer', micro('Bearer'), '']]).join('\n'),
)
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
