import type { TokenCredential } from '@azure/core-auth'
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type Pipeline,
} from '@azure/core-rest-pipeline'
import { body, byHand, type Contender, expectSuccess, json, type Send, type Setting } from './contender.ts'

const client = 'azure'
const insecure = 'its policy refuses plain http'
const cannot = { loopback: insecure, expiry: insecure, 'stale storm': 'a 401 without a claims challenge refreshes nothing' }

function sendWith(
  pipeline: Pipeline,
  { url, azureClient = createDefaultHttpClient() }: Setting,
  headers: Readonly<Record<string, string>> = {},
): Send {
  return async (method) => {
    const request =
      method === 'GET'
        ? createPipelineRequest({ url, method, headers: createHttpHeaders(headers) })
        : createPipelineRequest({ url, method, body, headers: createHttpHeaders({ ...json, ...headers }) })
    const { bodyAsText } = await pipeline.sendRequest(azureClient, request)
    expectSuccess(JSON.parse(bodyAsText ?? 'null'))
  }
}

/** A credential whose tokens come from the setting. */
export function azureCredential({ obtain }: Pick<Setting, 'obtain'>): TokenCredential {
  return {
    getToken: async () => {
      const { access_token: token, expires_in } = await obtain()
      return { token, expiresOnTimestamp: Date.now() + expires_in * 1000 }
    },
  }
}

export const azureContenders: readonly Contender[] = [
  {
    client,
    name: 'bare @azure/core-rest-pipeline',
    role: 'bare',
    cannot,
    open: async (setting) => sendWith(createEmptyPipeline(), setting, await byHand(setting)),
  },
  {
    client,
    name: 'Azure’s bearerTokenAuthenticationPolicy',
    role: 'peer',
    cannot,
    open: (setting) => {
      const pipeline = createEmptyPipeline()
      pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: azureCredential(setting), scopes: 'bench' }))
      return sendWith(pipeline, setting)
    },
  },
]
