import { damage, type Dice } from './dice.ts'

/** Marks what may never be shown. */
export const secret = 's3cret'

const oddities: readonly unknown[] = [
  null,
  undefined,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  300,
  1e308,
  5e-324,
  Infinity,
  -Infinity,
  NaN,
  300n,
  2 ** 53,
  '',
  ' ',
  '0',
  '300',
  ' 300 ',
  '-5',
  '1e3',
  '0x10',
  '300s',
  'an hour',
  'Infinity',
  'bearer',
  'MAC',
  'invalid_grant',
  'INVALID',
  '\0',
  'a\r\nb',
  'ä',
  '😀',
  [],
  {},
  [300],
  { seconds: 300 },
  Symbol('odd'),
  () => 300,
  new Date(0),
  new Map(),
  new Error(secret),
  Object.create(null),
  Object.freeze({ a: 1 }),
  new Uint8Array(2),
]

const names = [
  'access_token',
  'token_type',
  'expires_in',
  'refresh_token',
  'refresh_expires_in',
  'refresh_token_expires_in',
  'refresh_expires_id',
  'refresh_in',
  'scope',
  'error',
  'error_description',
  'id_token',
  'not-before-policy',
  '__proto__',
  'constructor',
  'toString',
]

/** What a source could give: an answer as it should be, one with odd fields, one damaged on its way, or no answer at all. */
export function anyResponse(dice: Dice): unknown {
  const kind = dice.upTo(10)
  if (kind < 3) return goodAnswer(dice)
  if (kind < 6) return { ...goodAnswer(dice), ...oddFields(dice) }
  if (kind < 9) return fromText(damage(JSON.stringify(goodAnswer(dice)), dice))
  return dice.oneIn(2) ? dice.pick(oddities) : oddFields(dice)
}

function goodAnswer(dice: Dice): Record<string, unknown> {
  const lifetime = dice.pick([1, 60, 299, 300, 3600, 86_400, 315_360_000])
  return {
    access_token: anyAccessToken(dice),
    ...(!dice.oneIn(3) && { token_type: dice.pick(['Bearer', 'bearer', 'BEARER', 'DPoP']) }),
    ...(!dice.oneIn(3) && { expires_in: dice.oneIn(4) ? `${lifetime}` : lifetime }),
    ...(!dice.oneIn(2) && { refresh_token: secret + dice.text('abc019', 0, 20) }),
    ...(dice.oneIn(4) && { [dice.pick(names)]: lifetime }),
    ...(!dice.oneIn(2) && { scope: dice.pick(['', 'read', 'read write']) }),
    ...(dice.oneIn(4) && { id_token: secret, nested: { deep: [{ deeper: secret }] } }),
  }
}

function anyAccessToken(dice: Dice): string {
  if (dice.oneIn(3)) return secret + dice.text('abcXYZ019-._~+/=', 1, 40)
  const claims = { sub: secret, exp: dice.pick<unknown>([0, -1, 1_800_000_060, 1_900_000_000, 1e300, '1900000000', null, {}]) }
  const payload = Buffer.from(JSON.stringify(dice.oneIn(9) ? dice.pick([null, 5, 'x', [], { ...claims, exp: [] }]) : claims)).toString(
    'base64url',
  )
  return [secret, dice.oneIn(4) ? damage(payload, dice) : payload, 'c2ln', ...(dice.oneIn(9) ? ['x'] : [])].join('.')
}

function oddFields(dice: Dice): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: 1 + dice.upTo(4) }, () => [dice.pick(names), dice.pick(oddities)]))
}

/** As JSON where it still is JSON. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** An answer with something very long in it. */
export function hostileResponse(dice: Dice, length: number): unknown {
  const unit = dice.text('.-_aA9 +/=[{"\\', 1, 4)
  const long = dice.pick(['', 'a.', 'a.e30.', `a.${btoa('[[[[[[')}`, '0x', '1']) + unit.repeat(length / unit.length)
  return { access_token: 'a', [dice.pick(names)]: long }
}
