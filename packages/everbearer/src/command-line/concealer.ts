/** Object that replaces secrets in printed text by `[secret]`, in case other code has put a secret into the text. */
export interface Concealer {
  readonly conceal: (secret: string) => void
  /** Returns the text, in which `[secret]` replaces each secret that was given to `conceal`. */
  readonly clean: (text: string) => string
}

/** Minimum length of a secret that is replaced. A shorter secret occurs in too many words, and is easily guessed anyway. */
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
