import type { Mutant } from '../mutant.ts'

const pool = 'packages/core/src/pool'
const tests = ['--project', 'core', 'test/pool/end-sessions.test.ts']
const ending = { file: `${pool}/end-sessions.ts`, tests }
const logout = { file: `${pool}/logout.ts`, tests }

/** Which sessions of a pool a logout token ends, and what becomes of them. */
export const backChannelLogout: readonly Mutant[] = [
  {
    ...ending,
    name: 'logout-in-memory-alone',
    rule: 'A session ends in its store, too, so that it ends in each process.',
    find: '      await member.coordinator.clear()\n',
    replace: '      member.coordinator.dispose()\n',
  },
  {
    ...ending,
    name: 'ended-session-stays',
    rule: 'An account whose session has ended leaves the pool.',
    find: "if (member.session.stored() === undefined) members.remove(member, 'ended')",
    replace: '',
  },
  {
    ...ending,
    name: 'unstored-logout-forgotten',
    rule: 'A session whose logout the store has not taken stays in the pool, ended.',
    find: 'return { error }\n    }\n  }\n}',
    replace: "members.remove(member, 'ended')\n      return { error }\n    }\n  }\n}",
  },
  {
    ...ending,
    name: 'login-during-a-logout',
    rule: 'A login that comes while a logout is stored stays in the pool.',
    find: "if (member.session.stored() === undefined) members.remove(member, 'ended')",
    replace: "members.remove(member, 'ended')",
  },
  {
    ...ending,
    name: 'ended-twice',
    rule: 'A session that the pool and the index both know ends once.',
    find: 'if (!endings.has(member)) endings.set(member, endSession(member))',
    replace: 'endings.set(member.isReleasing ? member : { ...member }, endSession(member))',
  },
  {
    ...ending,
    name: 'failed-index-unsaid',
    rule: 'A failure of `accountsOf` is told.',
    find: '    } catch (error) {\n      return [{ error }]',
    replace: '    } catch {\n      return []',
  },
  {
    ...ending,
    name: 'failed-logout-unsaid',
    rule: 'A logout that could not be stored is told.',
    find: 'if (errors.length > 0) throw',
    replace: 'if (errors.length > 1) throw',
  },
  {
    ...logout,
    name: 'logout-of-any-issuer',
    rule: 'A session id counts for its issuer alone.',
    find: 'id.sid === sid && (iss === undefined || id.iss === iss)',
    replace: 'id.sid === sid',
  },
  {
    ...logout,
    name: 'subject-of-any-issuer',
    rule: 'A subject counts for its issuer alone.',
    find: 'name === sub && (iss === undefined || issuer === undefined || issuer === iss)',
    replace: 'name === sub',
  },
  {
    ...logout,
    name: 'all-sessions-of-the-user',
    rule: 'A logout with a `sid` ends one session, not all of its user.',
    find: 'if (sid !== undefined && id !== undefined) return id.sid === sid &&',
    replace: 'if (sid !== undefined && id?.sid === sid) return',
  },
  {
    ...logout,
    name: 'session-without-an-id',
    rule: 'If the id of a session is unknown, its subject decides.',
    find: 'if (sid !== undefined && id !== undefined) return id.sid === sid &&',
    replace: 'if (sid !== undefined) return id?.sid === sid &&',
  },
  {
    ...logout,
    name: 'logout-of-nobody',
    rule: 'A logout names a session or a subject.',
    find: "expect(sub !== undefined || sid !== undefined, 'end', 'claims with a `sid` or a `sub`')",
    replace: '',
  },
  {
    file: `${pool}/session-ids.ts`,
    tests,
    name: 'session-id-of-the-session-before',
    rule: 'The id of a session is not that of the session after it.',
    find: 'seen !== undefined && seen.session === stored()?.session',
    replace: 'seen !== undefined',
  },
  {
    file: `${pool}/members.ts`,
    tests,
    name: 'session-id-forgotten',
    rule: 'A session is known by its ID token after a refresh without one.',
    find: "for (const name of ['tokens-set', 'refresh'] as const) coordinator.on(name, () => member.sessionIds.note())",
    replace: '',
  },
]
