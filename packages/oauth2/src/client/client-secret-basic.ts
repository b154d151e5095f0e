import type { ClientAuth } from 'oauth4webapi'

/** Makes a method that sends the id and the secret in a Basic header, RFC 6749 §2.3.1. */
export function clientSecretBasic(clientId: string, clientSecret: string, encoding: 'form' | 'raw'): ClientAuth {
  const encode = encoding === 'form' ? formEncode : (text: string) => text
  const bytes = new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`)
  const credentials = btoa(String.fromCharCode(...bytes))
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${credentials}`)
  }
}

/** Form-encodes a text, but keeps `-`, `.` and `_`. oauth4webapi would encode these characters, and some servers do not decode them. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
