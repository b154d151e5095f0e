import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { answerTo, type Judge } from './answer.ts'

/** An HTTP client for Azure's pipeline that answers at once. */
export function noOpAzureClient(judge: Judge): HttpClient {
  return {
    sendRequest: async (request) => {
      const { status, text, headers } = answerTo(await judge(request.headers.get('Authorization')))
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: text }
    },
  }
}
