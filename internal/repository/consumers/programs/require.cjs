// Plain CommonJS: what `require()` gives has the names that `import()` gives, and works.
const { deepStrictEqual } = require('node:assert')
const { failRequests, sendRequests } = require('./clients.js')

async function main() {
  for (const name of ['axios', 'core', 'fetch', 'ky', 'oauth2', 'ofetch']) {
    const required = require(`@everbearer/${name}`)
    const imported = await import(`@everbearer/${name}`)
    deepStrictEqual(namesOf(required), namesOf(imported), name)
  }
  console.log(JSON.stringify({ served: await sendRequests(), ownErrors: await failRequests() }))
}

function namesOf(module) {
  return Object.keys(module).toSorted()
}

void main()
