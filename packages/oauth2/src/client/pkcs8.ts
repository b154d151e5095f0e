import { expectOption } from '../check.ts'
import type { KeyKind } from './signing-algorithm.ts'

/** The kinds of keys, by the object identifiers that follow the version in PKCS#8, RFC 5208 §5. The identifiers are hexadecimal DER. */
const kinds: readonly (readonly [identifiers: string, kind: KeyKind])[] = [
  ['06092a864886f70d010101', 'RSA'],
  ['06072a8648ce3d020106082a8648ce3d030107', 'P-256'],
  ['06072a8648ce3d020106052b81040022', 'P-384'],
  ['06072a8648ce3d020106052b81040023', 'P-521'],
  ['06032b6570', 'Ed25519'],
]

/** A private key as PKCS#8 in DER. */
export interface Pkcs8 {
  readonly kind: KeyKind
  readonly der: Uint8Array<ArrayBuffer>
}

/**
 * Reads a private key in PEM, RFC 7468 §10. Line breaks may be written as `\n`, as in some environment variables.
 *
 * @throws {TypeError} the text is no such key; the message shows no part of the text, except the label of a PEM block
 */
export function readPkcs8(pem: string): Pkcs8 {
  const [, label, body = ''] = /-----BEGIN ([A-Z0-9 ]{1,40})-----(.*)-----END \1-----/s.exec(pem) ?? []
  const isOther = label?.endsWith('PRIVATE KEY') === true
  const advice = isOther ? `, not a ${label}: openssl pkcs8 -topk8 -nocrypt converts it` : ''
  expectOption(label === 'PRIVATE KEY', 'key', `PEM text that begins with -----BEGIN PRIVATE KEY-----${advice}`)
  const der = decode(body.replaceAll(/\\[nr]|\s/g, ''))
  const head = Array.from(der?.subarray(0, 40) ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')
  const kind = kinds.find(([identifiers]) => head.includes(identifiers))?.[1]
  expectOption(der !== undefined && kind !== undefined, 'key', 'an RSA, P-256, P-384, P-521 or Ed25519 key in PKCS#8')
  return { kind, der }
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
