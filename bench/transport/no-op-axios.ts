import { AxiosError, type AxiosAdapter, type AxiosResponse } from 'axios'
import { responseWith, type ChooseStatus } from './responses.ts'

/** An axios adapter that responds at once. All code above an adapter is that of axios. */
export function noOpAxiosAdapter(chooseStatus: ChooseStatus): AxiosAdapter {
  return async (config) => {
    const { status, text, headers } = responseWith(await chooseStatus(config.headers.get('Authorization')?.toString()))
    const response: AxiosResponse = { data: text, status, statusText: '', headers: { ...headers }, config, request: {} }
    // As axios's own adapters settle a request.
    if (config.validateStatus?.(status) !== false) return response
    throw new AxiosError('refused', AxiosError.ERR_BAD_REQUEST, config, response.request, response)
  }
}
