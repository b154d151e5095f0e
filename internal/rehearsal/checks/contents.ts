import { type PublishedPackage, textOf } from '../published-package.ts'

const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']

/** Says which files a tarball lacks, and which it has without a reason. */
export function contentsFaults({ files, sources }: PublishedPackage): string[] {
  const wanted = new Set([...papers, ...sources, ...sources.flatMap(builtFrom)])
  const missing = [...wanted].filter((path) => !files.has(path)).map((path) => `lacks ${path}`)
  const surprises = [...files.keys()].filter((path) => !wanted.has(path)).map((path) => `holds ${path}, which is neither source nor built`)
  return [...missing, ...surprises]
}

/** What the compiler makes of a source. Declarations are no source of anything. */
function builtFrom(source: string): string[] {
  const stem = /^src\/(.*)(?<!\.d)\.ts$/.exec(source)?.[1]
  return stem === undefined ? [] : ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${stem}${ending}`)
}

const secretNames = /(^|\/)(\.env(\..*)?|\.npmrc|\.yarnrc\.yml|\.netrc|id_(rsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx|jks|keystore))$/i

/** Private keys, and the tokens of npm, GitHub and AWS. */
const secretTexts = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\b(gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{40,})\b/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /_authToken=(?!\$\{)\S+/,
]

/** Says which files look like secrets, without a word of what they hold. */
export function secretFaults(published: PublishedPackage): string[] {
  return [...published.files.keys()]
    .filter((path) => secretNames.test(path) || secretTexts.some((secret) => secret.test(textOf(published, path))))
    .map((path) => `holds ${path}, which looks like a secret`)
}
