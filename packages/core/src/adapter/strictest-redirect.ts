/**
 * Returns the redirect mode of a request whose token must not follow a redirect: `manual` if the caller asked for `manual`, otherwise
 * `error`. workerd has no `error`, so the mode is `manual` there. fetch then returns the redirect itself, and does not send the token to
 * the next URL.
 */
export function strictestRedirect(asked: Request['redirect'] | undefined): 'error' | 'manual' {
  if (asked === 'manual') return asked
  try {
    return new Request('http://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
