import { isRefusal } from './exchange.ts'

type OnFulfilled<Result> = (response: Response) => Result | PromiseLike<Result>

/** As engines print the functions that settle a promise. */
const nativeCode = /\{\s*\[native code\]\s*\}$/

/**
 * For adapters of clients that stop a timer when the promise of their fetch settles: gives an answer whose time is that
 * of its first attempt, while a refresh and a replay may be still to come. Such a client calls `then` with the function
 * that resolves a promise of its own; resolved with a promise that is pending, that one waits on without the timer.
 * Everyone else gets the answer itself.
 *
 * @param first - what it gives is the answer, unless it is a refusal
 */
export function handOver(answer: Promise<Response>, first: Promise<Response | undefined>): Promise<Response> {
  return {
    // oxlint-disable-next-line no-thenable -- it is meant to be taken for a promise, and to say what the client's is resolved with
    then<A, B>(onFulfilled?: OnFulfilled<A> | null, onRejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
      const wait = (): A | PromiseLike<A | B> => {
        if (!isResolver(onFulfilled)) return answer.then(onFulfilled, onRejected)
        // The client's timer may have settled its promise: then nobody waits for the answer any more.
        answer.catch(() => {})
        return onFulfilled(answer)
      }
      return first.then<A | B, A | B>((response) => (response !== undefined && !isRefusal(response) && onFulfilled ? onFulfilled(response) : wait()), wait)
    },
    catch: (onRejected) => answer.catch(onRejected),
    finally: (onFinally) => answer.finally(onFinally),
    [Symbol.toStringTag]: 'Promise',
  }
}

function isResolver<Result>(onFulfilled: OnFulfilled<Result> | null | undefined): onFulfilled is (value: Response | Promise<Response>) => Result {
  return typeof onFulfilled === 'function' && nativeCode.test(Function.prototype.toString.call(onFulfilled))
}
