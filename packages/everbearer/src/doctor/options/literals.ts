/** Returns a text as a TypeScript literal. A simple text gets single quotes. Any other text becomes a JSON string of ASCII characters. */
export function quote(text: string): string {
  return /^[\x20-\x7E]*$/.test(text) && !/['\\]/.test(text) ? `'${text}'` : JSON.stringify(text).replaceAll(/[\u007F-\uFFFF]/g, escapeUnit)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Returns code that reads a secret from the environment. */
export function fromEnvironment(name: string): string {
  return `process.env['${name}'] ?? ''`
}
