import { OAuth2Client } from 'google-auth-library'
import { byHand, type Contender, expectSuccess, payload, type Send, type Setting } from './contender.ts'

const client = 'gaxios'

/** Uses the platform's fetch, as all others do, in place of node-fetch. */
const transporterOptions = { fetchImplementation: ((input, init) => fetch(input, init)) as typeof fetch }

/** The part of a Google client that is needed here. */
interface Requester {
  request(options: { url: string; method: 'GET' | 'POST'; data?: object; headers?: Record<string, string> }): Promise<{ data: unknown }>
}

function sendWith(requester: Requester, { url }: Setting, headers: Readonly<Record<string, string>> = {}): Send {
  return async (method) => {
    const options = { url, method, headers: { ...headers } }
    const { data } = await requester.request(method === 'GET' ? options : { ...options, data: payload })
    expectSuccess(data)
  }
}

/** A Google client whose tokens come from the setting. */
export function googleClient({ obtain }: Pick<Setting, 'obtain'>): OAuth2Client {
  const auth = new OAuth2Client({ transporterOptions, forceRefreshOnFailure: true, eagerRefreshThresholdMillis: 600 })
  auth.refreshHandler = async () => {
    const { access_token, expires_in } = await obtain()
    return { access_token, expiry_date: Date.now() + expires_in * 1000 }
  }
  return auth
}

export const googleContenders: readonly Contender[] = [
  {
    client,
    name: 'bare gaxios, google-auth-library’s client',
    role: 'bare',
    open: async (setting) => sendWith(new OAuth2Client({ transporterOptions }).transporter, setting, await byHand(setting)),
  },
  { client, name: 'google-auth-library', role: 'peer', open: (setting) => sendWith(googleClient(setting), setting) },
]
