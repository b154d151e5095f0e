import ky from 'ky'
import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api }) => {
  let client = ky.create({ prefix: api })
  return {
    signIn: (tokens) => void (client = client.extend({ headers: { Authorization: `Bearer ${tokens.access_token}` } })),
    get: (path) => client.get(path).json(),
  }
}
