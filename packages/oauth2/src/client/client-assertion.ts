import { EverbearerError, TokenRequestError } from '@everbearer/core'
import { reasonOf } from '@everbearer/core/adapter'
import { expectOption } from '../check.ts'
import type { ClientAuthenticationMethod } from './client-method.ts'

/** Function that returns the client assertion, a signed JWT, for one token request. `signal` aborts when the token is no longer needed. */
export type GetClientAssertion = (context: { readonly signal: AbortSignal }) => string | Promise<string>

/**
 * Authenticates the client by a JWT that another party signs: RFC 7523 §2.2. An example is a workload identity token of Kubernetes or
 * GitHub Actions. `getAssertion` is called again for every token request, as such tokens are replaced often.
 *
 * If `getAssertion` throws, the token request fails. A later attempt calls `getAssertion` again.
 *
 * @throws {TypeError} `getAssertion` is no function
 * @example
 * declare const readFile: (path: string, encoding: 'utf8') => Promise<string> // of node:fs/promises
 * const source = clientCredentials({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'my-client',
 *   clientAuthentication: clientAssertion(() => readFile('/var/run/secrets/tokens/auth', 'utf8')),
 * })
 */
export function clientAssertion(getAssertion: GetClientAssertion): ClientAuthenticationMethod {
  expectOption(typeof getAssertion === 'function', 'getAssertion', 'a function')
  return {
    method: 'private_key_jwt',
    async authenticate(_server, client, body, _headers, signal) {
      const assertion = await read(getAssertion, signal)
      body.set('client_id', client.client_id)
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      body.set('client_assertion', assertion)
    },
  }
}

async function read(getAssertion: GetClientAssertion, signal: AbortSignal): Promise<string> {
  const given: unknown = await settle(getAssertion, signal)
  // Files may end with a line break.
  const assertion = typeof given === 'string' ? given.trim() : ''
  expectOption(assertion !== '', 'getAssertion', 'a function that gives a string that is not empty')
  return assertion
}

async function settle(getAssertion: GetClientAssertion, signal: AbortSignal): Promise<unknown> {
  try {
    return await getAssertion({ signal })
  } catch (cause) {
    // An `EverbearerError`, such as one of another coordinator, already has a helpful message. After an abort, nobody reads the error.
    if (signal.aborted || cause instanceof EverbearerError) throw cause
    throw new TokenRequestError(`The client assertion could not be read${reasonOf(cause)}.`, { cause })
  }
}
