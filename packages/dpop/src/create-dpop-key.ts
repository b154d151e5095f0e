import type { AdapterSide, KeyBinding } from '@everbearer/core/adapter'
import { calculateThumbprint, type KeyPair } from 'dpop'
import { bindSide } from './bound-side.ts'
import { createNonces } from './nonces.ts'
import { createProver } from './prover.ts'
import { sendWithProof } from './token-request.ts'

/** A key that binds tokens by DPoP, RFC 9449: for the option `keyBinding` of a token source. The object never shows the private key. */
export interface DpopKey extends KeyBinding<AdapterSide> {
  readonly scheme: 'DPoP'
}

/** Makes a DPoP key. @param keyPair - returns the key pair; its private key may be non-extractable */
export function createDpopKey(keyPair: () => Promise<KeyPair>): DpopKey {
  const proofs = { prove: createProver(keyPair), nonces: createNonces() }
  let thumbprint: string | undefined
  return {
    scheme: 'DPoP',
    async thumbprint() {
      thumbprint ??= await calculateThumbprint((await keyPair()).publicKey)
      return thumbprint
    },
    bind: (side, tools) => bindSide(side, tools, proofs),
    tokenRequest: (endpoint, send) => sendWithProof(endpoint, send, proofs),
  }
}
