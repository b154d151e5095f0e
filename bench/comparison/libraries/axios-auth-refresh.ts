import { create } from 'axios'
import { addAuthRefresh, type AuthRefreshOptions } from '../../contenders/axios.ts'
import { tokenVariable } from '../../contenders/contender.ts'
import { type Library, requestToken, type Way } from './library.ts'
import { sendByAxios } from './send-by-axios.ts'

function wayOf(name: string, options: AuthRefreshOptions): Way {
  return {
    name,
    open: (account) => {
      const token = tokenVariable({ obtain: () => requestToken(account) })
      return { send: sendByAxios(addAuthRefresh(create(), token, options)) }
    },
  }
}

export const axiosAuthRefresh: Library = {
  name: 'axios-auth-refresh',
  packageName: 'axios-auth-refresh',
  ways: [wayOf('by default', {}), wayOf('`deduplicateRefresh: false`', { deduplicateRefresh: false })],
}
