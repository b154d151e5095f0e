/** One option of a command: how it is explained, checked and complained about. */
export interface Option<Value> {
  /** Stands for the value in the help. A switch has none. */
  readonly placeholder?: string
  /** Completes "expected …". The value that was given is never quoted: it may be a misplaced secret. */
  readonly allowed: string
  readonly about: string
  /** The value if the option is not given. */
  readonly absent: Value
  /**
   * Reads what was given.
   *
   * @param texts - every value, in order; never empty
   * @returns undefined if the last text is not allowed
   */
  readonly read: (texts: readonly string[]) => Value | undefined
}

/** What the help says, and the value of an option that is not given. */
interface Description<Value> {
  readonly placeholder: string
  readonly about: string
  readonly absent: Value
}

interface Range {
  readonly least: number
  readonly most: number
  /** A plural noun, as in "a number of seconds". */
  readonly of?: string
}

/** An option without a value. */
export function flag(about: string): Option<boolean> {
  return { allowed: 'no value', about, absent: false, read: () => true }
}

/** @param read - returns undefined for a text that is not allowed */
export function text<Value, Absent>(
  description: Description<Absent> & { readonly allowed: string },
  read: (text: string) => Value | undefined,
): Option<Value | Absent> {
  return { ...description, about: withDefault(description), read: (texts) => read(texts.at(-1)!) }
}

/** A number with or without a fraction. */
export function number<Absent>(description: Description<Absent> & Range): Option<number | Absent> {
  return text({ ...description, allowed: `a number ${rangeOf(description)}` }, (given) => inRange(given, /^\d+(\.\d+)?$/, description))
}

export function wholeNumber<Absent>(description: Description<Absent> & Range): Option<number | Absent> {
  return text({ ...description, allowed: `a whole number ${rangeOf(description)}` }, (given) => inRange(given, /^\d+$/, description))
}

/** One of some names. */
export function choice<Name extends string>(description: Description<Name>, names: readonly Name[]): Option<Name> {
  return text({ ...description, allowed: `one of ${names.join(', ')}` }, (given) => names.find((name) => name === given))
}

/** Several of some names, separated by commas. All of them if the option is not given. */
export function choices<Name extends string>(about: string, names: readonly Name[]): Option<readonly Name[]> {
  return {
    placeholder: 'list',
    about: `${about} (default: all)`,
    allowed: `names separated by commas, each once: ${names.join(', ')}`,
    absent: names,
    read(texts) {
      const given = texts
        .at(-1)!
        .split(',')
        .map((name) => name.trim())
      const known = given.map((name) => names.find((one) => one === name)).filter((name) => name !== undefined)
      return known.length === given.length && new Set(known).size === known.length ? known : undefined
    },
  }
}

function rangeOf({ least, most, of }: Range): string {
  return `${of === undefined ? '' : `of ${of} `}from ${least} to ${most}`
}

function inRange(given: string, form: RegExp, { least, most }: Range): number | undefined {
  const value = Number(given)
  return form.test(given) && value >= least && value <= most ? value : undefined
}

function withDefault({ about, absent }: Description<unknown>): string {
  return typeof absent === 'string' || typeof absent === 'number' ? `${about} (default: ${absent})` : about
}
