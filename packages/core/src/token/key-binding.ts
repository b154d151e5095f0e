import type { BodyStream } from '../http/body.ts'

/** The functions that a coordinator gives to the key binding of its source. */
export interface BindingTools {
  /**
   * Reads the unread body of a response, up to 1 MiB and 5 s, so that the connection is free for the next request.
   *
   * @returns false: the body could not be read to its end within these limits, so the connection stays busy
   * @throws the reason of `signal`, as soon as `signal` aborts (a rejection)
   */
  readonly freeConnection: (
    response: { readonly unread?: (() => BodyStream | null) | undefined },
    signal?: AbortSignal | null,
  ) => Promise<boolean>
}

/**
 * The binding of a source's tokens to a key: a token without the key is useless. `dpopKey()` of `@everbearer/dpop` makes a binding for
 * DPoP, RFC 9449.
 *
 * @typeParam Side - `AdapterSide`, the interface of a coordinator for adapters
 * @experimental
 */
export interface KeyBinding<Side extends object = object> {
  /** The authentication scheme of requests, and the `token_type` of token responses. */
  readonly scheme: string
  /** Returns the RFC 7638 thumbprint of the public key. A token's record in the store has this thumbprint. */
  thumbprint(): Promise<string>
  /**
   * Returns a wrapper of `side`, the coordinator's interface for adapters. The requests that the wrapper authorizes prove possession of the
   * key. Called once for each coordinator.
   */
  bind(side: Side, tools: BindingTools): Side
  /**
   * Sends a token request with a proof that the client has the key. If the server asks for a nonce or rejects the proof, `send` is called
   * again with another proof.
   *
   * @param endpoint - URL of the request
   * @param send - sends the request with these headers and the usual headers; each call makes a new client authentication, too
   */
  tokenRequest(endpoint: string | URL, send: (headers: Readonly<Record<string, string>>) => Promise<Response>): Promise<Response>
}
