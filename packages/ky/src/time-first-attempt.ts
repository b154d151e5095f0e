type OnFulfilled<Result> = (response: Response) => Result | PromiseLike<Result>

/**
 * Wraps the response's promise, so that ky's timer covers only the first attempt and not a refresh or a replay. ky stops its timer when the
 * promise of its fetch settles, and resolves its own promise with the result. If that result is a pending promise, ky's own promise waits
 * without the timer. Callers other than ky need the unwrapped promise: the wrapped promise may give a pending promise to their callback.
 *
 * @param first - resolves to the response of the first attempt. Undefined: no attempt was sent at once. ky gets a response below 400 at
 * once. After a response of 400 or above, ky waits for `response`, as a refresh and a replay may follow.
 */
export function timeFirstAttempt(response: Promise<Response>, first: Promise<Response | undefined>): Promise<Response> {
  return {
    // oxlint-disable-next-line no-thenable -- ky treats this as a promise, and resolves its own with the result of `then`
    then<A, B>(onFulfilled?: OnFulfilled<A> | null): Promise<A | B> {
      const settle = onFulfilled as (value: Response | Promise<Response>) => A | PromiseLike<A>
      const wait = (): A | PromiseLike<A> => {
        // If ky's timer has settled ky's promise, nothing else handles a rejection.
        response.catch(() => {})
        return settle(response)
      }
      return first.then((only) => (only !== undefined && only.status < 400 ? settle(only) : wait()), wait)
    },
    catch: (onRejected) => response.catch(onRejected),
    finally: (onFinally) => response.finally(onFinally),
    [Symbol.toStringTag]: 'Promise',
  }
}
