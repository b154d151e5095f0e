import { type Coordinator, createCoordinator, type TokenStore } from '@everbearer/core'
import { UsageError } from '../command-line/usage-error.ts'
import { fetchThrough } from '../http/fetch-through.ts'
import { defaultLimits } from '../http/reply.ts'
import { createSender } from '../http/send.ts'
import { createSource } from './source-options.ts'
import type { Secrets, Target } from './target.ts'

/**
 * Creates the coordinator, which gets and refreshes tokens, for a target: the server, the client and the API of a command.
 *
 * @throws {UsageError} an option of the target is wrong, such as a URL with plain http to another machine
 */
export function createTargetCoordinator(target: Target, secrets: Secrets, store?: TokenStore): Coordinator {
  const { api, issuer, tokenEndpoint, authentication } = target
  // The platform's fetch can't present a certificate. Idle connections of this fetch do not keep the process alive.
  const fetch = secrets.tls && fetchThrough(createSender(defaultLimits, secrets.tls).send)
  try {
    return createCoordinator({
      source: createSource(target, secrets, { authentication, fetch }),
      origins: [new URL(api ?? issuer ?? tokenEndpoint ?? '').origin],
      store,
    })
  } catch (error) {
    // The errors of sources and stores name the option, and quote no value.
    throw error instanceof TypeError ? new UsageError(error.message.replace(/\.$/, '')) : error
  }
}
