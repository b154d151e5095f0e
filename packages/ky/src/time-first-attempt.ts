type OnFulfilled<Result> = (response: Response) => Result | PromiseLike<Result>

/**
 * Gives ky a response whose time is that of its first attempt, while a refresh and a replay may be still to come. ky stops its timer
 * when the promise of its fetch settles, and resolves a promise of its own with the result. Resolved with a promise that is
 * pending, ky's own waits on without the timer. Anyone but ky needs the promise of the response itself.
 *
 * @param first - resolves to the response, unless that calls for more; a status of 400 or above may
 */
export function timeFirstAttempt(response: Promise<Response>, first: Promise<Response | undefined>): Promise<Response> {
  return {
    // oxlint-disable-next-line no-thenable -- ky takes this for a promise, and resolves its own with what `then` gives
    then<A, B>(onFulfilled?: OnFulfilled<A> | null): Promise<A | B> {
      const settle = onFulfilled as (value: Response | Promise<Response>) => A | PromiseLike<A>
      const wait = (): A | PromiseLike<A> => {
        // ky's timer may have settled its promise: then nobody waits for the response any more.
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
