/** Keeps secrets out of what is printed: the last of several walls. */
export interface Concealer {
  readonly conceal: (secret: string) => void
  /** The text without its secrets. */
  readonly clean: (text: string) => string
}

/** A shorter text is in too many words. Such a secret is guessed anyway. */
const shortest = 4

export function createConcealer(): Concealer {
  const secrets = new Set<string>()
  return {
    conceal(secret) {
      // Servers may send back a secret in any of these forms.
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
