/**
 * Globals that React Native 0.86 to 0.88 does not define. Read in its `src/private/setup`, `Libraries/Core/setUpXHR.js` and `setUpTimers.js`,
 * and in Hermes's `lib/VM/JSLib`, `lib/InternalJavaScript` and `API/hermes/extensions`. Expo adds some of these in `expo/winter`.
 */
export const missing: readonly string[] = [
  'crypto',
  'DOMException',
  'structuredClone',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'CompressionStream',
  'DecompressionStream',
  'ByteLengthQueuingStrategy',
  'CountQueuingStrategy',
  'MessageChannel',
  'BroadcastChannel',
  'reportError',
]

/** Static methods that React Native or Hermes does not have, by their class. */
export const missingMethods: Readonly<Record<string, readonly string[]>> = {
  URL: ['parse', 'canParse'],
  Array: ['fromAsync'],
  Symbol: ['dispose', 'asyncDispose'],
}
