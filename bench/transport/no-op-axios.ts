import { AxiosError, type AxiosAdapter, type AxiosResponse } from 'axios'
import { answerTo, type Judge } from './answer.ts'

/** An axios adapter that answers at once. Everything above an adapter is axios itself. */
export function noOpAxiosAdapter(judge: Judge): AxiosAdapter {
  return async (config) => {
    const { status, text, headers } = answerTo(await judge(config.headers.get('Authorization')?.toString()))
    const response: AxiosResponse = { data: text, status, statusText: '', headers: { ...headers }, config, request: {} }
    // As axios's own adapters settle it.
    if (config.validateStatus?.(status) !== false) return response
    throw new AxiosError('refused', AxiosError.ERR_BAD_REQUEST, config, response.request, response)
  }
}
