import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../src/http/www-authenticate.ts'

type Read = [scheme: string, parameters: Record<string, string>]

function read(header: string): Read[] {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
}

describe('parseChallenges', () => {
  const rows: [name: string, header: string, expected: Read[]][] = [
    ['nothing in an empty header', '', []],
    ['nothing in blanks and commas', ' ,\t, ,', []],
    ['a bare scheme', 'Bearer', [['bearer', {}]]],
    ['a scheme in any case', 'bEaReR ERROR="invalid_token"', [['bearer', { error: 'invalid_token' }]]],
    [
      'Keycloak',
      'Bearer realm="prod", error="invalid_token", error_description="Token verification failed"',
      [['bearer', { realm: 'prod', error: 'invalid_token', error_description: 'Token verification failed' }]],
    ],
    ['an unquoted value', 'Bearer error=invalid_token', [['bearer', { error: 'invalid_token' }]]],
    ['the value case as it is', 'Bearer error="Invalid_Token"', [['bearer', { error: 'Invalid_Token' }]]],
    [
      'the example of RFC 9110 §11.6.1',
      'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
      [
        ['basic', { realm: 'simple' }],
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ],
    ],
    [
      'two bare schemes',
      'Bearer, Basic',
      [
        ['bearer', {}],
        ['basic', {}],
      ],
    ],
    [
      'a bare scheme before one with parameters',
      'Negotiate, Bearer error="x"',
      [
        ['negotiate', {}],
        ['bearer', { error: 'x' }],
      ],
    ],
    [
      'a bare scheme after one with parameters',
      'Basic realm="a", Bearer',
      [
        ['basic', { realm: 'a' }],
        ['bearer', {}],
      ],
    ],
    [
      'two challenges of one scheme',
      'Bearer realm="a", Bearer error="x"',
      [
        ['bearer', { realm: 'a' }],
        ['bearer', { error: 'x' }],
      ],
    ],
    [
      'a token68 passed over',
      'Negotiate oYGzMIGwoAMKAQ==, Bearer error="x"',
      [
        ['negotiate', {}],
        ['bearer', { error: 'x' }],
      ],
    ],
    [
      'a token68 with all its characters',
      'X aZ09-._~+/=== , Bearer',
      [
        ['x', {}],
        ['bearer', {}],
      ],
    ],
    [
      'a token68 at the end',
      'Bearer, NTLM TlRMTVNTUAAC=',
      [
        ['bearer', {}],
        ['ntlm', {}],
      ],
    ],
    [
      'a scheme named like a parameter of the one before',
      'Bearer realm="a", error x="y"',
      [
        ['bearer', { realm: 'a' }],
        ['error', { x: 'y' }],
      ],
    ],
    ['commas inside quotes', 'Bearer realm="a, Basic realm=b", error="x"', [['bearer', { realm: 'a, Basic realm=b', error: 'x' }]]],
    ['equals inside quotes', 'Bearer realm="a=b,c=\\"d\\""', [['bearer', { realm: 'a=b,c="d"' }]]],
    ['a quoted backslash', String.raw`Bearer realm="a\\", error="x"`, [['bearer', { realm: 'a\\', error: 'x' }]]],
    ['a quoted pair of an ordinary character', String.raw`Bearer error="inv\alid_token"`, [['bearer', { error: 'invalid_token' }]]],
    ['an empty quoted value', 'Bearer realm="", error="x"', [['bearer', { realm: '', error: 'x' }]]],
    ['blanks around the equals sign', 'Bearer realm = "a" ,error\t=\t"x"', [['bearer', { realm: 'a', error: 'x' }]]],
    ['many blanks around the equals sign', 'Bearer realm  =  "a",error \t= \t"x"', [['bearer', { realm: 'a', error: 'x' }]]],
    ['no blank behind commas', 'Bearer realm="a",error="x",scope="s"', [['bearer', { realm: 'a', error: 'x', scope: 's' }]]],
    ['tabs and many blanks behind the scheme', 'Bearer \t  error="x"', [['bearer', { error: 'x' }]]],
    ['blanks at both ends', '  Bearer error="x"  ', [['bearer', { error: 'x' }]]],
    ['empty list elements before, between and behind', ', ,Bearer realm="a",, ,error="x",,', [['bearer', { realm: 'a', error: 'x' }]]],
    ['an empty list element right behind the scheme', 'Bearer , error="x"', [['bearer', { error: 'x' }]]],
    ['parameters with no comma between', 'Bearer realm="a" error="x"', [['bearer', { realm: 'a', error: 'x' }]]],
    ['the first of a duplicate parameter, in any case', 'Bearer error="a", ERROR="b", error=c', [['bearer', { error: 'a' }]]],
    [
      'each challenge with its own parameters',
      'Bearer error="a", DPoP error="b"',
      [
        ['bearer', { error: 'a' }],
        ['dpop', { error: 'b' }],
      ],
    ],
    ['a value whose quotes never end', 'Bearer realm="a", error="invalid_tok', [['bearer', { realm: 'a', error: 'invalid_tok' }]]],
    ['a backslash as the last character', 'Bearer error="x\\', [['bearer', { error: 'x' }]]],
    ['a quote as the last character', 'Bearer error="', [['bearer', { error: '' }]]],
    ['what follows garbage', 'Bearer @@@ error="x"', [['bearer', { error: 'x' }]]],
    ['nothing in what has no name', '"": ;()<>@[]{}/?="" ', []],
    [
      'a parameter called __proto__ as any other',
      'Bearer __proto__="x", error="y"',
      [
        [
          'bearer',
          Object.fromEntries([
            ['__proto__', 'x'],
            ['error', 'y'],
          ]),
        ],
      ],
    ],
    ['line breaks as blanks', 'Bearer\r\n realm="a",\r\n\terror="x"', [['bearer', { realm: 'a', error: 'x' }]]],
  ]
  it.each(rows)('reads %s', (_name, header, expected) => {
    expect(read(header)).toEqual(expected)
  })

  it('reads parameters behind an unquoted URL, as Dynamics 365 sends one', () => {
    const header = 'Bearer authorization_uri=https://login.example.com/common/authorize?a=b, error="insufficient_scope"'
    const [first, ...more] = parseChallenges(header)
    expect(first?.parameters.get('error')).toBe('insufficient_scope')
    expect(more).toEqual([])
  })

  it('reads an unquoted value that ends in equals signs', () => {
    expect(read('DPoP nonce=YWJj==, error=use_dpop_nonce')).toEqual([['dpop', { nonce: 'YWJj==', error: 'use_dpop_nonce' }]])
  })

  it('takes what stands before any scheme for a scheme, and trips over nothing', () => {
    expect(parseChallenges('a=b').map(({ scheme }) => scheme)).toEqual(['a', 'b'])
    expect(parseChallenges('a/b').map(({ scheme }) => scheme)).toEqual(['a', 'b'])
  })
})
