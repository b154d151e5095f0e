declare module 'xhr2' {
  export class XMLHttpRequest {
    setRequestHeader(name: string, value: string): void
    abort(): void
    send(body?: unknown): void
  }
}
declare module 'whatwg-fetch' {}
