import type { GuidePage } from '../guide-page.ts'
import { accounts } from './accounts.ts'
import { adapterReference } from './adapter-reference.ts'
import { audiences } from './audiences.ts'
import { changes } from './changes.ts'
import { clients } from './clients.ts'
import { commonjs } from './commonjs.ts'
import { doctor } from './doctor.ts'
import { dpop } from './dpop.ts'
import { encrypted } from './encrypted.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { faq } from './faq.ts'
import { file } from './file.ts'
import { gettingStarted } from './getting-started.ts'
import { grants } from './grants.ts'
import { login } from './login.ts'
import { oauth2 } from './oauth2.ts'
import { observability } from './observability.ts'
import { options } from './options.ts'
import { reactNative } from './react-native.ts'
import { readme } from './readme.ts'
import { recipes } from './recipes.ts'
import { servers } from './servers.ts'
import { sources } from './sources.ts'
import { redisReference, redisServers } from './redis.ts'
import { stepUp } from './step-up.ts'
import { stores } from './stores.ts'
import { testing } from './testing.ts'

/** The pages whose blocks run in Node. */
export const pages: readonly GuidePage[] = [
  readme,
  gettingStarted,
  accounts,
  audiences,
  changes,
  clients,
  commonjs,
  doctor,
  dpop,
  encrypted,
  errors,
  events,
  faq,
  grants,
  login,
  observability,
  reactNative,
  recipes,
  servers,
  stepUp,
  testing,
  adapterReference,
  file,
  oauth2,
  options,
  sources,
]

/** The pages whose blocks need a server to be installed, or seconds to start it. */
export const pagesWithServers: readonly GuidePage[] = [stores, redisReference, redisServers]

/** Blocks that are test files. `test-blocks.test.ts` runs them. */
export const testBlocks: readonly { readonly page: string; readonly blocks: readonly string[] }[] = [
  { page: 'docs/guide/write-an-adapter.md', blocks: ['stores'] },
]
