import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startSupervised } from '../../tools/supervised-process.ts'
import { needProgram } from '../../tools/need-program.ts'
import { freePort } from '../../tools/free-port.ts'

export interface NginxOptions {
  /** The origin behind it. */
  readonly upstream: string
  /** Requests per second and address; what is more gets 429. */
  readonly rate: number
  /** The Retry-After header of a 429, s. @default none */
  readonly retryAfter?: number
}

/** A real nginx that limits the rate in front of an origin. */
export interface Nginx extends AsyncDisposable {
  readonly origin: string
}

export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const nginx = await needProgram('nginx', 'nginx-light', () => {})
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-nginx-'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  await writeFile(file, configuration(folder, port, options))
  const server = startSupervised({
    command: nginx,
    args: ['-c', file, '-p', folder, '-e', 'error.log'],
    environment: {},
    log: join(folder, 'output.log'),
    cleanUp: [],
    folder,
  })
  const origin = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
  const deadline = performance.now() + 60_000
  while (
    !(await fetch(`${origin}/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (!server.hasEnded() && performance.now() < deadline) await pause(50)
    else {
      await stop()
      throw new Error('nginx did not start')
    }
  }
  return { origin, [Symbol.asyncDispose]: stop }
}

/** One second's worth may come at once: the limit is told in requests per second, not in gaps between them. */
function configuration(folder: string, port: number, { upstream, rate, retryAfter }: NginxOptions): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`)
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 8192; }
http {
  access_log off;
  ${folders.join('\n  ')}
  limit_req_zone $binary_remote_addr zone=each:1m rate=${rate}r/s;
  limit_req_status 429;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready { return 204; }
    location / {
      limit_req zone=each burst=${rate} nodelay;
      error_page 429 = @limited;
      proxy_pass ${upstream};
    }
    location @limited {
      ${retryAfter === undefined ? '' : `add_header Retry-After ${retryAfter} always;`}
      return 429;
    }
  }
}
`
}
