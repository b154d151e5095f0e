import type { OpenSide } from '../side.ts'
import { createTokenVariable } from '../token-variable.ts'

export const open: OpenSide = ({ api, requestToken }) => {
  const token = createTokenVariable(requestToken)

  function send(path: string): Promise<Response> {
    return fetch(`${api}${path}`, { headers: { Authorization: `Bearer ${token.accessToken()}` } })
  }

  return {
    signIn: token.set,
    async get(path) {
      let response = await send(path)
      if (response.status === 401) {
        await token.refresh()
        response = await send(path)
      }
      if (!response.ok) throw new Error(`API: ${response.status}`)
      return response.json()
    },
  }
}
