import { create } from 'axios'
import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api }) => {
  const client = create({ baseURL: api })
  return {
    signIn: (tokens) => void (client.defaults.headers.common['Authorization'] = `Bearer ${tokens.access_token}`),
    get: async (path) => (await client.get<unknown>(path)).data,
  }
}
