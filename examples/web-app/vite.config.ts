// The page and its server have one origin: Vite passes the server's paths on. In production, the reverse proxy does that.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['WEB_APP_SERVER'] ?? 'http://127.0.0.1:3000'
const paths = ['/login', '/logout', '/session', '/api']

export default defineConfig({
  plugins: [react()],
  server: { host: '127.0.0.1', proxy: Object.fromEntries(paths.map((path) => [path, server])) },
})
