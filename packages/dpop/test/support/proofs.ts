import type { Testbed } from '@everbearer/testbed'

/** The claims of the proofs that the API has received, oldest first. */
export function proofsAt({ requests }: Testbed): Record<string, unknown>[] {
  return requests.flatMap(({ headers }) => (headers['dpop'] === undefined ? [] : [claimsOf(headers['dpop'])]))
}

export function claimsOf(proof: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}
