import type { OnTokenRequest } from '@everbearer/testbed'

/** Stands before a token endpoint. While it is closed, token requests wait there until they are let in one by one. */
export interface TokenGate {
  readonly onTokenRequest: OnTokenRequest
  close(): void
  /** Lets in the request that came first. Returns false if none waits. */
  letIn(): boolean
  /** Lets in all requests, also later ones. */
  open(): void
}

export function createTokenGate(): TokenGate {
  let waiting: (() => void)[] | undefined
  return {
    onTokenRequest: () => (waiting === undefined ? undefined : new Promise((resolve) => void waiting?.push(resolve))),
    close() {
      waiting = []
    },
    letIn() {
      const first = waiting?.shift()
      first?.()
      return first !== undefined
    },
    open() {
      for (const resolve of waiting ?? []) resolve()
      waiting = undefined
    },
  }
}
