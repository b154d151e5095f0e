import { withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { createClient, PostgrestError } from '@supabase/supabase-js'

const key = 'publishable-key'

describeNeighbour('@supabase/supabase-js', {
  // supabase-js sends its key as a token where it has no other.
  coordinator: ({ api }) => ({ replaceIf: { [new URL(api).origin]: (value) => value === `Bearer ${key}` } }),
  start(bench) {
    const supabase = createClient(bench.testbed.api, key, { global: { fetch: withBearer(fetch, bench.auth) }, db: { retry: false } })
    return async (index) => {
      const { data } = await supabase.from('orders').select().eq('id', index).throwOnError()
      return data
    }
  },
  isOwnError: (error) => error instanceof PostgrestError,
})
