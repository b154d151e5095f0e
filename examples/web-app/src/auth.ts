// The coordinator lives as long as the page. It is outside of React, so no mount makes another coordinator.
/// <reference types="vite/client" />
import { tabStore } from '@everbearer/browser'
import { type Coordinator, createCoordinator, sessionEndpoint } from '@everbearer/fetch'

/** The server of this page keeps the refresh token, and knows the session by an HttpOnly cookie. */
export const session = sessionEndpoint('/session/token')

export const auth: Coordinator = (import.meta.hot?.data['auth'] as Coordinator | undefined) ?? createAuth()

// A hot update runs this file again. The coordinator and its token stay; changed options need a reload.
if (import.meta.hot) {
  import.meta.hot.data['auth'] = auth
  import.meta.hot.accept()
}

function createAuth(): Coordinator {
  return createCoordinator({
    source: session,
    origins: 'same-origin',
    // All tabs share one token.
    store: tabStore({ name: 'web-app' }),
    // The server adds the user to each token response. A token of another user begins another session.
    subject: ({ user }) => (typeof user === 'string' ? user : undefined),
  })
}
