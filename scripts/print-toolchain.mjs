// Run by npx with the Node and the PATH that it has prepared; see toolchain.mjs.
console.log(JSON.stringify({ node: process.execPath, path: process.env.PATH }))
