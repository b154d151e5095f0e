import { type Coordinator, stepUp, type StepUpChallenge, type TokenResponse } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import type { Client } from '../client.ts'
import type { ClientSettings } from '../settings.ts'
import type { TestContext } from '../test-context.ts'

type Hook = (challenge: StepUpChallenge) => Promise<TokenResponse | undefined>

/** A client whose coordinator has the option `stepUp`. */
export interface Hooked {
  readonly auth: Coordinator
  readonly client: Client
  /** The challenges that the hook `stepUp` got, one for each call. */
  readonly challenges: StepUpChallenge[]
}

/**
 * Creates a client with a hook for an API's demand (another login or more scopes).
 *
 * @param hook - @default a hook that gets tokens that meet the demand
 */
export async function withHook(
  context: TestContext,
  settings: Partial<ClientSettings> = {},
  hook: Hook = logInAgain(context),
): Promise<Hooked> {
  const challenges: StepUpChallenge[] = []
  const auth = context.coordinator({
    stepUp: stepUp((challenge) => {
      challenges.push(challenge)
      return hook(challenge)
    }),
  })
  context.listen(auth)
  return { auth, client: await context.client(settings, auth), challenges }
}

/** Creates a client whose hook for `stepUp` waits until `open` is called. `isAsked` resolves when the hook is called. */
export async function withWaitingHook(
  context: TestContext,
): Promise<Hooked & { readonly open: () => void; readonly isAsked: Promise<void> }> {
  const [held, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const hook: Hook = async (challenge) => {
    asked.resolve()
    await held.promise
    return logInAgain(context)({ ...challenge, signal: new AbortController().signal })
  }
  return { ...(await withHook(context, {}, hook)), open: held.resolve, isAsked: asked.promise }
}

/** Makes a hook that requests tokens with the scope and login class that an API demands. */
function logInAgain({ testbed, account }: TestContext): Hook {
  return async ({ scope, acrValues, signal }) =>
    clientCredentials({
      tokenEndpoint: testbed.tokenEndpoint,
      ...account,
      scope,
      parameters: acrValues === undefined ? {} : { acr_values: acrValues },
    }).obtain?.({ signal })
}
