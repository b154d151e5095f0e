import type { Area } from './area.ts'

/** What counts nanoseconds and bytes, stops a process at a moment, or watches pages in real time has the machine to itself. */
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } }

/** A Redis server for the tests of an area. */
const withRedis = { globalSetup: ['internal/redis/setup/global-setup.ts'] }

const slowOptions = { testTimeout: 120_000 }
const packageOptions = { testTimeout: 20_000, expect: { poll: { timeout: 10_000 } } }

/** Which test file is in which set. One area for each package, and one (`repository`) for what concerns them all. */
export const areas: readonly Area[] = [
  inPackage('core', [
    'model/{first-half,second-half,slow-place}.test.ts',
    '{worlds,exit,shutdown,fuzz,memory}/*.test.ts',
    'day.test.ts',
    'http/www-authenticate-properties.test.ts',
  ]),
  inPackage('oauth2', ['discovery.test.ts']),
  inPackage('everbearer'),
  inPackage('file', ['{processes,runtimes}/*.test.ts', 'model.test.ts']),
  { name: 'browser', files: 'packages/browser/test/*.test.ts', set: 'quick', options: packageOptions },
  inPackage('fetch'),
  inPackage('axios'),
  inPackage('ky'),
  inPackage('ofetch'),
  inPackage('otel', ['{workload,prometheus}.test.ts']),
  inPackage('devtools', ['pages/*.test.ts']),
  { name: 'dpop', files: 'packages/dpop/test/*.test.ts', set: 'quick', options: packageOptions },
  inPackage('testing', ['{broken,broken-stores,reference}.test.ts', 'server/{life,introduction}.test.ts']),
  { name: 'testbed', files: 'internal/testbed/test/*.test.ts', set: 'quick', options: packageOptions },
  {
    name: 'keycloak',
    files: 'internal/keycloak/**/*.test.ts',
    set: 'rest',
    except: ['internal/keycloak/test/{launch,servers,table}.test.ts'],
    options: { testTimeout: 120_000, hookTimeout: 300_000 },
    // Behind all others, as its tokens live by the real clock; most of its files wait for that clock at the same time.
    restOptions: { globalSetup: ['internal/keycloak/setup/global-setup.ts'], maxWorkers: 8, sequence: { groupOrder: 2 } },
  },
  {
    name: 'redis',
    files: '{packages/redis,internal/redis}/test/**/*.test.ts',
    set: 'rest',
    except: ['packages/redis/test/{eviction,hold-lease,options,record-expiry,record-parts,replies,session-key}.test.ts'],
    options: { testTimeout: 60_000, hookTimeout: 60_000 },
    restOptions: withRedis,
  },
  {
    name: 'runtimes',
    files: 'internal/runtimes/test/!(process-end).test.ts',
    set: 'rest',
    except: ['internal/runtimes/test/{targets,table}.test.ts'],
    options: { testTimeout: 300_000, hookTimeout: 60_000 },
  },
  { name: 'process-end', files: 'internal/runtimes/test/process-end.test.ts', set: 'rest', options: slowOptions, restOptions: alone },
  {
    name: 'chromium',
    files: '{internal/runtimes/test/chromium,packages/{browser,dpop}/test/pages}/*.test.ts',
    set: 'rest',
    restOptions: alone,
  },
  { name: 'browsers', files: 'internal/browsers/test/*.test.ts', set: 'rest', options: slowOptions, restOptions: alone },
  {
    name: 'demo',
    files: 'demo/**/*.test.ts',
    set: 'quick',
    except: ['demo/main.test.ts', 'demo/fleet/run-fleet.test.ts'],
    options: { testTimeout: 60_000 },
    restOptions: withRedis,
  },
  {
    name: 'bench',
    files: 'bench/**/*.test.ts',
    set: 'quick',
    except: ['bench/{budgets,comparison/comparison}.test.ts'],
    options: { testTimeout: 120_000, hookTimeout: 120_000 },
    restOptions: alone,
  },
  {
    name: 'examples',
    files: 'examples/**/*.test.ts',
    set: 'quick',
    except: ['examples/**/page.test.ts', 'examples/got-adapter/suite.test.ts'],
    options: packageOptions,
  },
  {
    name: 'fuzz',
    files: 'internal/fuzz/**/*.test.ts',
    set: 'quick',
    except: ['internal/fuzz/chromium.test.ts'],
    options: slowOptions,
  },
  {
    name: 'site',
    files: 'site/{test,playground/test}/**/*.test.ts',
    set: 'quick',
    except: ['site/{test/built,playground/test/browser}/*.test.ts'],
    options: { ...slowOptions, hookTimeout: 120_000 },
    restOptions: { globalSetup: ['site/test/setup/build-site.ts'] },
  },
  { name: 'soak', files: 'internal/soak/**/*.test.ts', set: 'quick', except: ['internal/soak/soak.test.ts'], options: slowOptions },
  {
    name: 'fleet',
    files: 'internal/fleet/test/**/*.test.ts',
    set: 'quick',
    except: ['internal/fleet/test/{fleet,claims}.test.ts'],
    options: { testTimeout: 480_000, hookTimeout: 60_000 },
    restOptions: withRedis,
  },
  {
    name: 'guides',
    files: 'internal/guides/**/*.test.ts',
    set: 'quick',
    except: ['internal/guides/rest/*.test.ts'],
    options: packageOptions,
    restOptions: { ...withRedis, testTimeout: 120_000, hookTimeout: 60_000 },
  },
  { name: 'audiences', files: 'internal/audiences/*.test.ts', set: 'rest', options: slowOptions },
  { name: 'grants', files: 'internal/grants/*.test.ts', set: 'rest', options: slowOptions },
  { name: 'tabs', files: 'internal/tabs/test/*.test.ts', set: 'quick' },
  { name: 'tabs-in-browsers', files: 'internal/tabs/test/browsers/*.test.ts', set: 'rest', restOptions: alone },
  { name: 'herd', files: 'internal/herd/*.test.ts', set: 'rest', options: slowOptions },
  { name: 'mutants', files: 'internal/mutants/**/*.test.ts', set: 'quick', except: ['internal/mutants/run-mutants.test.ts'] },
  { name: 'supply-chain', files: 'internal/supply-chain/*.test.ts', set: 'quick', options: { ...packageOptions, hookTimeout: 120_000 } },
  { name: 'clients-to-come', files: 'internal/clients-to-come/*.test.ts', set: 'quick' },
  { name: 'api-reports', files: 'internal/api-reports/*.test.ts', set: 'quick', options: { hookTimeout: 120_000 } },
  {
    name: 'tools',
    files: 'internal/{tools,long-run}/*.test.ts',
    set: 'quick',
    except: ['internal/tools/supervised-process.test.ts'],
    options: packageOptions,
  },
  {
    name: 'rehearsal',
    files: 'internal/rehearsal/test/**/*.test.ts',
    set: 'quick',
    except: ['internal/rehearsal/test/rehearse.test.ts'],
    options: { testTimeout: 900_000 },
  },
  {
    name: 'repository',
    files: 'internal/{repository,releases,test-sets}/**/*.test.ts',
    set: 'quick',
    except: ['internal/repository/{packages,user-switch,floods}.test.ts'],
    options: { testTimeout: 300_000, hookTimeout: 300_000 },
  },
]

function inPackage(name: string, except: readonly string[] = []): Area {
  const folder = `packages/${name}/test`
  return {
    name,
    files: `${folder}/**/*.test.ts`,
    set: 'quick',
    except: except.map((path) => `${folder}/${path}`),
    options: packageOptions,
  }
}
