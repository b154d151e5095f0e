import type { Behaviour } from '../behaviour.ts'
import { aborts } from './aborts.ts'
import { accounts } from './accounts.ts'
import { bodies } from './bodies.ts'
import { boundHeaders } from './bound-headers.ts'
import { challenges } from './challenges.ts'
import { clients } from './clients.ts'
import { connections } from './connections.ts'
import { credentials } from './credentials.ts'
import { errors } from './errors.ts'
import { hooks } from './hooks.ts'
import { nativeAborts } from './native-aborts.ts'
import { placeholders } from './placeholders.ts'
import { redirects } from './redirects.ts'
import { refresh } from './refresh.ts'
import { requestEvents } from './request-events.ts'
import { requests } from './requests.ts'
import { responses } from './responses.ts'
import { retries } from './retries.ts'
import { secrets } from './secrets.ts'
import { selfWaits } from './self-waits.ts'
import { sessions } from './sessions.ts'
import { stepUps } from './step-up.ts'
import { storms } from './storms.ts'
import { streamedBodies } from './streamed-bodies.ts'
import { timeouts } from './timeouts.ts'

/** The behaviours of the suite, in the order of their themes. */
export const behaviours: readonly Behaviour[] = [
  ...refresh,
  ...storms,
  ...challenges,
  ...stepUps,
  ...requests,
  ...bodies,
  ...streamedBodies,
  ...responses,
  ...timeouts,
  ...aborts,
  ...nativeAborts,
  ...retries,
  ...hooks,
  ...errors,
  ...secrets,
  ...selfWaits,
  ...redirects,
  ...credentials,
  ...placeholders,
  ...boundHeaders,
  ...clients,
  ...accounts,
  ...sessions,
  ...connections,
  ...requestEvents,
]
