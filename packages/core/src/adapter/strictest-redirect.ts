/**
 * If the token must not follow a redirect, the request must not either. A caller's `manual` stays. workerd has no `error`. There,
 * `manual` returns the redirect itself, so the token goes no further.
 */
export function strictestRedirect(asked: Request['redirect'] | undefined): 'error' | 'manual' {
  if (asked === 'manual') return asked
  try {
    return new Request('http://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
