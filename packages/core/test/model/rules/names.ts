/** Every rule of the model, as a sentence. A breach begins with the rule's name. */
export const rules = {
  users: 'No token of one user is sent or set in a session of another.',
  logout: 'No token from before a logout is sent, shown or saved once the process knows of the logout.',
  session: 'A logout begins a new session at once.',
  dead: 'No token is sent that has expired, or that the server did not give.',
  withheld: 'A request waits only if there is no valid token.',
  'without token': 'A request goes out without a token only before the first session, and if that is asked for.',
  peek: 'peek() shows the state of the session, and the token that a request would be sent with.',
  floods: 'Token requests are few: per refresh, per rejection, after the end of a session, and none without a cause.',
  cooldown: 'No token request is made in a cooldown.',
  'one at a time': 'A process has one token request under way, beside those that it has given up or sees through.',
  claims: 'Before a refresh token is handed over, a compare-and-set claims it, and only the winner hands it over.',
  presentations: 'A refresh token is presented once more only after a readable response or an event of an unknown outcome.',
  'seen through': 'What a refresh token brings is saved, though its coordinator is disposed of meanwhile.',
  decision: 'A request is replayed only if its token was rejected, its body can be sent again, and there is a token for it.',
  sends: 'One try of a request is sent three times at most.',
  events: 'Each refresh and each end of a session is told once.',
  'request events': 'The events of a request tell each attempt, replay and end, once and in order.',
  leases: 'Every lease is given back, once.',
  settled: 'In the end every promise has settled, and no timer is left.',
  'locked out': 'Whoever lives gets a token after a login, or with credentials.',
} as const

export type RuleName = keyof typeof rules

/**
 * A pattern for the names of rules.
 *
 * @throws {TypeError} no rule has such a name
 */
export function rulesMatching(source: string): RegExp {
  const pattern = new RegExp(source)
  const names = Object.keys(rules)
  if (!names.some((name) => pattern.test(name)))
    throw new TypeError(`EVERBEARER_RULES: expected a pattern of ${names.join(', ')}; got ${source}`)
  return pattern
}
