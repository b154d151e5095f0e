// TypeScript cannot read components of Vue. Their logic is in files of TypeScript.
declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}
