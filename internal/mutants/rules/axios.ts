import type { Mutant } from '../mutant.ts'

export const axios: readonly Mutant[] = [
  {
    file: 'packages/axios/src/concealed-response.ts',
    tests: ['--project', 'axios', 'test/conceal.test.ts'],
    name: 'event-shows-the-request',
    rule: 'No log shows the request in the event of an error.',
    find: "  if (event) conceal(event, 'target', 'currentTarget')\n",
    replace: '',
  },
  {
    file: 'packages/axios/src/send.ts',
    tests: ['--project', 'axios', 'test/secrets.test.ts'],
    name: 'agent-in-the-open',
    rule: 'An error of a request without a token shows no token of another request.',
    find: 'authorization === undefined ? withoutToken(request, library)',
    replace: 'authorization === undefined ? single(request, library)',
  },
]
