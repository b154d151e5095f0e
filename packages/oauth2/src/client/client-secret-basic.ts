import type { ClientAuth } from 'oauth4webapi'

/** Sends id and secret in a Basic header, RFC 6749 §2.3.1. */
export function clientSecretBasic(clientId: string, clientSecret: string, encoding: 'form' | 'raw'): ClientAuth {
  const encode = encoding === 'form' ? formEncode : (text: string) => text
  const bytes = new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`)
  const credentials = btoa(String.fromCharCode(...bytes))
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${credentials}`)
  }
}

/** Uses the platform's form encoder, which keeps `-`, `.` and `_`. That of oauth4webapi encodes them, and some servers do not decode them. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
