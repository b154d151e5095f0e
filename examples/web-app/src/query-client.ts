// The cache of the queries. The end of a session is final: no retry brings it back.
import { SessionEndedError } from '@everbearer/fetch'
import { QueryClient } from '@tanstack/react-query'

const mostRetries = 3

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => !(error instanceof SessionEndedError) && failures < mostRetries },
  },
})
