/** Lets every promise settle that can settle now. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
