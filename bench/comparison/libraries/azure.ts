import { Readable } from 'node:stream'
import type { TokenCredential } from '@azure/core-auth'
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
} from '@azure/core-rest-pipeline'
import { json } from '../../contenders/contender.ts'
import { type Account, type Client, type Library, type Request, requestToken } from './library.ts'

const insecure = createDefaultHttpClient()

/** The policy refuses plain http, and the servers here have no certificates: below the policy, https becomes http. */
const loopback: HttpClient = {
  sendRequest: async (request) => {
    const { url } = request
    request.url = url.replace(/^https:/, 'http:')
    request.allowInsecureConnection = true
    try {
      return await insecure.sendRequest(request)
    } finally {
      request.url = url
    }
  },
}

/** A credential that heeds the signal which the policy passes to it, as the interface says. */
function credentialOf(account: Account): TokenCredential {
  return {
    getToken: async (_scopes, options) => {
      const { access_token: token, expires_in } = await requestToken(account, options?.abortSignal as AbortSignal | undefined)
      return { token, expiresOnTimestamp: Date.now() + expires_in * 1000 }
    },
  }
}

function open(account: Account): Client {
  const pipeline = createPipelineFromOptions({})
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: credentialOf(account), scopes: 'bench' }), { phase: 'Sign' })
  return {
    send: async ({ url, payload, isStream, signal }: Request) => {
      const text = JSON.stringify(payload)
      const { status } = await pipeline.sendRequest(
        loopback,
        createPipelineRequest({
          url: url.replace(/^http:/, 'https:'),
          ...(signal !== undefined && { abortSignal: signal }),
          ...(payload === undefined
            ? { method: 'GET' }
            : { method: 'POST', body: isStream === true ? Readable.from([text]) : text, headers: createHttpHeaders(json) }),
        }),
      )
      return status
    },
  }
}

export const azure: Library = {
  name: 'Azure’s bearer policy',
  packageName: '@azure/core-rest-pipeline',
  ways: [{ name: 'bearerTokenAuthenticationPolicy', open }],
}
