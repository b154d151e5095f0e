import { ofetch } from 'ofetch'
import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api }) => {
  let client = ofetch.create({ baseURL: api })
  return {
    signIn: (tokens) => void (client = ofetch.create({ baseURL: api, headers: { Authorization: `Bearer ${tokens.access_token}` } })),
    get: (path) => client(path),
  }
}
