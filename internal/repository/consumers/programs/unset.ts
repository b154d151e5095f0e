/** `undefined` for each option that may be left out. A name that is missing here is an error. */
export type Unset<Options> = { [Name in OptionalName<Options>]-?: undefined }
type OptionalName<Options> = { [Name in keyof Options]-?: object extends Pick<Options, Name> ? Name : never }[keyof Options]
