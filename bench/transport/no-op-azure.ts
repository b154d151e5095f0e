import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { responseWith, type ChooseStatus } from './responses.ts'

/** An HTTP client for Azure's pipeline that responds at once. */
export function noOpAzureClient(chooseStatus: ChooseStatus): HttpClient {
  return {
    sendRequest: async (request) => {
      const { status, text, headers } = responseWith(await chooseStatus(request.headers.get('Authorization')))
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: text }
    },
  }
}
