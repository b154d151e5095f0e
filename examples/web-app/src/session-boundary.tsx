// What the end of a session means for the page: an empty cache, then the next user's data or the login.
import { useQueryClient } from '@tanstack/react-query'
import { Fragment, type ReactNode, useEffect, useState } from 'react'
import { auth } from './auth.ts'
import { logoutSaved } from './session.ts'

export function SessionBoundary({ children }: { readonly children: ReactNode }): ReactNode {
  const queryClient = useQueryClient()
  const [session, setSession] = useState(1)
  const [isLeaving, setLeaving] = useState(false)

  useEffect(
    () =>
      auth.on('session-ended', ({ reason }) => {
        queryClient.clear()
        if (reason === 'replaced') return setSession((number) => number + 1)
        setLeaving(true)
        void logoutSaved().then(() => location.replace('/login'))
      }),
    [queryClient],
  )

  // A page that leaves renders nothing, so it sends nothing. Another key mounts the children anew: no component keeps the last user's state.
  return isLeaving ? null : <Fragment key={session}>{children}</Fragment>
}
