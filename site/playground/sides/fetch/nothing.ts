import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api }) => {
  let token: string | undefined
  return {
    signIn: (tokens) => void (token = tokens.access_token),
    async get(path) {
      const response = await fetch(`${api}${path}`, { headers: { Authorization: `Bearer ${token}` } })
      if (!response.ok) throw new Error(`API: ${response.status}`)
      return response.json()
    },
  }
}
