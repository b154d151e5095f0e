import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { queryClient } from './query-client.ts'
import { beginAfterLogin } from './session.ts'
import { SessionBoundary } from './session-boundary.tsx'

// Before the first render: no request may go out with the token of the user before.
await beginAfterLogin()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <SessionBoundary>
        <App />
      </SessionBoundary>
    </QueryClientProvider>
  </StrictMode>,
)
