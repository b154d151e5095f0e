const names =
  /^(?:(?:client|user)-?)?(?:secret|password|pass|passphrase)$|^(?:(?:access|refresh|id|bearer)-?)?token$|^(?:api-?key|client-assertion|assertion|credentials?)$/i
const queryNames = /[?&#](?:client_secret|secret|password|access_token|refresh_token|id_token|assertion|client_assertion|api_?key|token)=/i
const jwt = /\beyJ[\w-]{8,}\.[\w-]+/
const key = /-----BEGIN |"(?:d|k)"\s*:/
const userInfo = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i

/** Checks whether the value of an option with this name is probably a secret. */
export function isSecretName(name: string): boolean {
  return names.test(name.replaceAll('_', '-'))
}

/** Checks whether a text contains a JWT, a key in PEM or JSON, a URL with user name, or a query parameter such as `token=`. */
export function looksLikeSecret(text: string): boolean {
  return jwt.test(text) || key.test(text) || userInfo.test(text) || queryNames.test(text)
}
