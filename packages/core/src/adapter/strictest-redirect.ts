/**
 * Returns the redirect mode of a request whose token must not follow a redirect. A caller's `manual` stays. workerd has no `error`. There,
 * `manual` returns the redirect itself, so the token is not sent to the next URL.
 */
export function strictestRedirect(asked: Request['redirect'] | undefined): 'error' | 'manual' {
  if (asked === 'manual') return asked
  try {
    return new Request('http://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
