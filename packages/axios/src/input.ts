import type { InternalAxiosRequestConfig as Config } from 'axios'

/** The fields of a config that set the target and the content of a request. */
const names = ['url', 'baseURL', 'allowAbsoluteUrls', 'params', 'method', 'data', 'headers', 'socketPath', 'proxy'] as const

/** A snapshot of a request. The origin of the request is checked by these values, and each attempt is sent with them. */
export type Input = { readonly [Name in InputName]: Config[Name] | undefined }

/** The values of a config that `applyInput` replaced with values of a snapshot. `restoreInput` puts them back. */
export type Replaced = { [Name in InputName]?: unknown }

type InputName = (typeof names)[number]

/** Takes a snapshot of a config. `URLSearchParams` and forms are copied, as the caller may change and reuse them; bytes are not copied. */
export function inputOf({ url, baseURL, allowAbsoluteUrls, params, method, data, headers, socketPath, proxy }: Config): Input {
  return {
    // axios also accepts a URL object, although its types do not allow that.
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
 * Puts the snapshot's values into the config if they differ. Returns the replaced values; undefined: nothing was replaced.
 *
 * @param isLate - true: other code may have changed the config since the snapshot. False: config and snapshot differ only where `inputOf`
 * copied or converted a value.
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

/** Puts the replaced values back into the config. A value that an adapter has written meanwhile stays. */
export function restoreInput(config: Config, input: Input, replaced: Replaced | undefined): void {
  if (replaced === undefined) return
  for (const name of names) if (name in replaced && config[name] === input[name]) Object.assign(config, { [name]: replaced[name] })
}

/** Copies a form. React Native's forms can't be iterated, so they are not copied. */
function copyForm(form: FormData): FormData {
  if (typeof form.entries !== 'function') return form
  const copy = new FormData()
  for (const [name, value] of form.entries()) copy.append(name, value)
  return copy
}
