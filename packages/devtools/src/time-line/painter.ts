/** Object whose `request()` asks for a drawing. Several calls before the next drawing cause only one drawing. */
export interface Painter {
  readonly request: () => void
  readonly stop: () => void
}

/** Minimum time between two drawings for users who prefer reduced motion, ms. */
const calm = 500

/**
 * Creates a painter, an object that draws at most once per frame. The painter also draws if the width of the element changes.
 *
 * @param draw - draws the newest data
 */
export function createPainter(element: HTMLElement, draw: () => void): Painter {
  const view = element.ownerDocument.defaultView ?? window
  const reducedMotion = view.matchMedia('(prefers-reduced-motion: reduce)')
  let frame: number | undefined
  let timer: number | undefined
  let drawnAt = -Infinity
  let width = -1

  const observer = new view.ResizeObserver(() => {
    // A drawing changes the height of the element, so only a change of the width needs another drawing.
    if (element.clientWidth === width) return
    width = element.clientWidth
    request()
  })
  observer.observe(element)
  return {
    request,
    stop() {
      observer.disconnect()
      if (frame !== undefined) view.cancelAnimationFrame(frame)
      view.clearTimeout(timer)
    },
  }

  function request(): void {
    if (frame !== undefined || timer !== undefined) return
    const wait = reducedMotion.matches ? drawnAt + calm - view.performance.now() : 0
    if (wait > 0) timer = view.setTimeout(nextFrame, wait)
    else nextFrame()
  }

  function nextFrame(): void {
    timer = undefined
    frame = view.requestAnimationFrame((now) => {
      frame = undefined
      drawnAt = now
      draw()
    })
  }
}
