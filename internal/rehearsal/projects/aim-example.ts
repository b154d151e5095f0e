import type { RegisteredClient, Testbed } from '@everbearer/testbed'

/** Puts a running testbed in the place of the example.com servers. */
export function aimAt(code: string, testbed: Pick<Testbed, 'tokenEndpoint' | 'api'>, client: RegisteredClient): string {
  return replaceIn(code, {
    'https://auth.example.com/token': testbed.tokenEndpoint,
    'https://api.example.com': testbed.api,
    "'my-client'": JSON.stringify(client.clientId),
    "'my-secret'": JSON.stringify(client.clientSecret),
  })
}

/** Puts a running testbed and the server of a page in the place of the example.com servers. */
export function aimAtPage(code: string, testbed: Pick<Testbed, 'api'>, sessionEndpoint: string): string {
  return replaceIn(code, { 'https://app.example.com/session/token': sessionEndpoint, 'https://api.example.com': testbed.api })
}

function replaceIn(code: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    if (!text.includes(placeholder)) throw new Error(`The example does not say ${placeholder}:\n${code}`)
    return text.replaceAll(placeholder, () => value)
  }, code)
}
