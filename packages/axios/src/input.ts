import type { InternalAxiosRequestConfig as Config } from 'axios'

/** The fields of a config that say where a request goes and what the request carries. */
const names = ['url', 'baseURL', 'allowAbsoluteUrls', 'params', 'method', 'data', 'headers', 'socketPath', 'proxy'] as const

/** What a request was made with: the origin is judged by these values, and each attempt is sent with them. */
export type Input = { readonly [Name in InputName]: Config[Name] | undefined }

/** Values of a config that gave way to a snapshot. */
export type Replaced = { [Name in InputName]?: unknown }

type InputName = (typeof names)[number]

/** Takes a snapshot of a config. Objects that a caller may use for many requests are copied; bytes are not. */
export function inputOf({ url, baseURL, allowAbsoluteUrls, params, method, data, headers, socketPath, proxy }: Config): Input {
  return {
    // A URL object works too, whatever axios's types say.
    url: typeof url === 'string' || url === undefined ? url : `${url as URL}`,
    baseURL,
    allowAbsoluteUrls,
    params: params instanceof URLSearchParams ? new URLSearchParams(params) : params,
    method,
    data: data instanceof FormData ? copyForm(data) : data,
    headers,
    socketPath,
    proxy,
  }
}

/**
 * Puts the snapshot into the config where that differs. Returns what was there, if anything.
 *
 * @param isLate - has the config been out of our hands since the snapshot? Before, only copies differ
 */
export function applyInput(config: Config, input: Input, isLate: boolean): Replaced | undefined {
  if (!isLate && config.url === input.url && config.params === input.params && config.data === input.data) return undefined
  const replaced: Replaced = {}
  for (const name of names) {
    if (config[name] === input[name]) continue
    replaced[name] = config[name]
    Object.assign(config, { [name]: input[name] })
  }
  return replaced
}

/** Gives the config back what was replaced, except for what an adapter has written meanwhile. */
export function restoreInput(config: Config, input: Input, replaced: Replaced | undefined): void {
  if (replaced === undefined) return
  for (const name of names) if (name in replaced && config[name] === input[name]) Object.assign(config, { [name]: replaced[name] })
}

/** React Native's forms can't be iterated. Such a form is used as it is. */
function copyForm(form: FormData): FormData {
  if (typeof form.entries !== 'function') return form
  const copy = new FormData()
  for (const [name, value] of form.entries()) copy.append(name, value)
  return copy
}
