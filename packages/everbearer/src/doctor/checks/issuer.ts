import { type Check, ok, wrong } from '../finding.ts'
import { printable } from '../printable.ts'

export const issuer: Check = {
  id: 'issuer',
  about: 'the metadata name the issuer that was asked, letter by letter',
  source: 'RFC 8414 §3.3',
  findings({ metadata, target }) {
    if (metadata?.fields === undefined) return []
    const named = metadata.fields['issuer']
    if (named === target.issuer) return [ok(`The metadata name this issuer: ${printable(named)}.`)]
    const sentence = `You named the issuer ${printable(target.issuer)}. Its metadata name ${printable(named ?? 'none')}.`
    const remedy =
      metadata.confirmedIssuer === undefined
        ? 'Ask the operator for the right issuer, or name the endpoint by --token-endpoint.'
        : `Use ${printable(metadata.confirmedIssuer)}, letter by letter.`
    return [wrong(sentence, remedy)]
  },
}
