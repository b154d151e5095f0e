/** Where a library gets its tokens. Each cell of the table has an account of its own. */
export interface Account {
  readonly tokenEndpoint: string
  /** Origin of the API. */
  readonly api: string
  readonly clientId: string
  readonly clientSecret: string
  /** A refresh token, for a library that starts with one. */
  readonly refreshToken: string
  /** A folder that is empty at first, for stores. */
  readonly folder: string
}

/** One request of a scenario. */
export interface Request {
  readonly url: string
  /** Sent as JSON by POST. @default none: a GET */
  readonly payload?: object
  /** Sends the payload as a stream, which can be read only once. @default false */
  readonly isStream?: boolean
  readonly signal?: AbortSignal
}

/** A library that is ready to send. */
export interface Client {
  /** Resolves to the status. Rejects with whatever the library rejects with. */
  readonly send: (request: Request) => Promise<number>
  /** Puts another user's access token in. Left out: the library holds no token, or has no way to replace it. */
  readonly switchUser?: (accessToken: string) => void | Promise<void>
  /** Ends the session. Left out: the library has no such call. */
  readonly logOut?: () => void | Promise<void>
  /** Ends timers and the like. */
  readonly close?: () => void | Promise<void>
}

/** A way to use a library. All ways of a library share a column, and their results are told apart only where they differ. */
export interface Way {
  readonly name: string
  readonly open: (account: Account) => Client | Promise<Client>
  /** Opens the library with a store that further clients share. Left out: the library has no place for a store. */
  readonly openWithStore?: (account: Account) => Client | Promise<Client>
}

/** A column of the table. */
export interface Library {
  readonly name: string
  /** The package whose version and files the page reports. */
  readonly packageName: string
  readonly ways: readonly Way[]
}

/** Lifetimes of a token response. */
export interface TokenFields {
  readonly access_token: string
  /** s. */
  readonly expires_in: number
}

/** What a refresh function of one's own does: one token request, and no more. */
export async function requestToken({ tokenEndpoint, clientId, clientSecret }: Account, signal?: AbortSignal): Promise<TokenFields> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
  const response = await fetch(tokenEndpoint, { method: 'POST', body, signal: signal ?? null })
  if (!response.ok) throw new Error(`the token endpoint sent ${response.status}`)
  return (await response.json()) as TokenFields
}
