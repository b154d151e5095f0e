/** Object that removes secrets from printed text, in case that other code has let a secret through. */
export interface Concealer {
  readonly conceal: (secret: string) => void
  /** Returns the text without its secrets. */
  readonly clean: (text: string) => string
}

/** Minimum length of a secret to remove. A shorter text is a part of too many words, and such a secret is easily guessed anyway. */
const shortest = 4

export function createConcealer(): Concealer {
  const secrets = new Set<string>()
  return {
    conceal(secret) {
      // Servers may return a secret in any of these forms.
      const forms = [
        secret,
        encodeURIComponent(secret),
        new URLSearchParams({ '': secret }).toString().slice(1),
        Buffer.from(secret).toString('base64'),
        JSON.stringify(secret).slice(1, -1),
      ]
      for (const form of forms) if (form.length >= shortest) secrets.add(form)
    },
    clean: (text) =>
      [...secrets]
        .toSorted((one, other) => other.length - one.length)
        .reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text),
  }
}
