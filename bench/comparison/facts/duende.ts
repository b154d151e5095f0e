/** The release that the lines are from. */
export const duendeTag = 'atm-4.2.0'

const sources = `https://github.com/DuendeSoftware/foss/blob/${duendeTag}/access-token-management/src`
const core = 'AccessTokenManagement'
const oidc = 'AccessTokenManagement.OpenIdConnect'
const manager = `${core}/Internal/ClientCredentialsTokenManager.cs`
const users = `${oidc}/Internal/UserAccessTokenManagementService.cs`
const handler = `${core}/AccessTokenRequestHandler.cs`
const resilience = `${core}/Internal/Resiliency.cs`

/** The cells of Duende.AccessTokenManagement by the name of their row, each from lines of its source. */
export const duende: Readonly<Record<string, string>> = {
  'refresh before the token expires': cell('yes, in the last minute, and the request waits for it', manager, '83-L92'),
  'token endpoint fails while the token is good': cell('in the last minute, the request is sent without a token', handler, '39-L45'),
  'the clock is put back by an hour': cell('reads the wall clock', manager, '85-L86'),
  '100 requests get a 401 together': cell(
    'callers with the same refresh token share one token call',
    `${oidc}/Internal/UserTokenRequestConcurrencyControl.cs`,
    '9-L12',
  ),
  '100 requests get a 401 one after another': cell('each 401 forces a new token', resilience, '72-L77'),
  'the API rejects the new token, too': cell('replayed once', resilience, '37'),
  'the body of a replay': cell('left to Microsoft.Extensions.Http.Resilience', `${core}/AccessTokenManagement.csproj`, '22'),
  'a 401 for a stream, which can be read only once': cell(
    'left to Microsoft.Extensions.Http.Resilience',
    `${core}/AccessTokenManagement.csproj`,
    '22',
  ),
  '403 `insufficient_scope`, which no refresh cures': cell('0 token calls', resilience, '48-L52'),
  'the token endpoint sends 503 once': cell(
    'no retry of its own: its named HttpClient takes a policy',
    `${core}/ServiceCollectionExtensions.cs`,
    '70',
  ),
  '10 requests while the client’s secret is wrong': cell('failures are not cached', manager, '68-L75'),
  'a request to an absolute URL of another host': cell('gets the token', handler, '58-L61'),
  'a redirect to another host': cell('left to .NET, below its handler', handler, '61'),
  'secrets in a printed error': cell(
    'logs show a hash of the token; `ToString()` shows the token',
    `${oidc}/Internal/OpenIdConnectUserTokenEndpoint.cs`,
    '43',
  ),
  'another user signs in during a refresh': cell('tokens are stored with the user that they are for', users, '86'),
  'one of two waiting requests is aborted': cell('the shared token call has the first caller’s CancellationToken', users, '72-L79'),
  'logout while a request waits for a token': cell('revokes and forgets the refresh token', users, '115-L128'),
  'two instances with one store': cell(
    'HybridCache, which takes a distributed cache; user tokens in the session',
    `${core}/ServiceCollectionExtensions.cs`,
    '45-L55',
  ),
  'tabs of a browser share a token': cell('runs on servers', `${core}/AccessTokenManagement.csproj`, '3'),
  'signs users in': cell('by ASP.NET Core’s OpenID Connect', `${oidc}/UserTokenManagementOptions.cs`, '16-L19'),
  DPoP: cell('yes, with nonces', handler, '49-L57'),
  version: `[4.2.0](https://github.com/DuendeSoftware/foss/tree/${duendeTag}/access-token-management)`,
  'works with': cell('HttpClient of .NET', handler, '22'),
  'types in a module for Node': cell('C#', `${core}/AccessTokenManagement.csproj`, '3'),
  'packages that it brings': cell('8 direct', `${core}/AccessTokenManagement.csproj`, '19-L26'),
}

function cell(text: string, path: string, lines: string): string {
  return `[${text}](${sources}/${path}#L${lines})`
}
