/** The clients of the playground. */
export const clients = ['axios', 'ky', 'ofetch', 'fetch'] as const

export type Client = (typeof clients)[number]

/** What a client can be compared with, by the name in links. */
export type Rival = 'nothing' | 'interceptor' | 'auth-refresh' | 'recipe' | 'wrapper'

export interface RivalInfo {
  readonly label: string
  /** What stands before the label in a sentence. @default nothing */
  readonly article?: 'the'
  /** One sentence: what this code is, and where it comes from. */
  readonly about: string
}

const nothing: RivalInfo = { label: 'nothing', about: 'The client with the token of the sign-in, and no code for a newer token.' }

/** The rivals of each client. The first is chosen unless the visitor chooses another. */
export const rivals: Readonly<Record<Client, Readonly<Partial<Record<Rival, RivalInfo>>>>> = {
  axios: {
    interceptor: {
      label: 'hand-written interceptor',
      article: 'the',
      about:
        'An interceptor with isRefreshing and failedQueue, as many tutorials teach it. Requests that fail during a refresh wait for it.',
    },
    'auth-refresh': {
      label: 'axios-auth-refresh',
      about: 'The library axios-auth-refresh 5 with its default options, set up as its readme shows.',
    },
    nothing,
  },
  ky: {
    recipe: {
      label: "ky's own recipe",
      about: 'The answer of ky’s FAQ to “token refresh on 401”. Overlapping refreshes share one call, which the FAQ leaves open.',
    },
    nothing,
  },
  ofetch: {
    recipe: {
      label: "ofetch's own hooks",
      about: 'The hooks and retry options of ofetch’s readme. Overlapping refreshes share one call, which the readme leaves open.',
    },
    nothing,
  },
  fetch: {
    wrapper: {
      label: 'hand-written wrapper',
      article: 'the',
      about:
        'A function around fetch: after a 401 it refreshes the token and sends the request again. Overlapping refreshes share one call.',
    },
    nothing,
  },
}

/** The names of a client's rivals, the first choice first. */
export function rivalsOf(client: Client): readonly Rival[] {
  return Object.keys(rivals[client]) as Rival[]
}
