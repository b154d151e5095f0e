import { machine, realm, shortLife } from './realm-builders.ts'
import type { Realm } from './representation.ts'

/** All that form encoding changes, and all that Basic credentials can trip over. */
export const oddSecret = 's3cr+t/%&=:x y not-a-secret'

/** No scope that would be named in an answer: `scope` is empty, as in the manual. */
const bare = { defaultClientScopes: ['basic'] }

/** client_credentials without a refresh token. */
export const conundra: Realm = realm('prod', [
  machine('conundra', { access: 300 }, bare),
  machine('conundra-short', { access: shortLife }, bare),
  machine('conundra-odd', { access: 300 }, { ...bare, secret: oddSecret }),
])
