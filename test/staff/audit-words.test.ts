import { expect, test } from 'vitest'
import type { AccountChange } from '../../server/account-events.ts'
import { auditWords } from '../../staff/strings/audit.ts'

/** One of each: a change without words would be shown as its code. */
const CHANGES: Record<AccountChange, true> = {
  made: true,
  invited: true,
  uninvited: true,
  role: true,
  'locked-out': true,
  'let-in': true,
  removed: true,
  'second-factor-on': true,
  'second-factor-off': true,
  'backup-code-used': true,
  'passkey-added': true,
  'passkey-removed': true,
  password: true,
  reset: true,
  'sessions-ended': true,
}

test('the audit log has words for every change of an account, in both languages', () => {
  for (const { changes } of Object.values(auditWords)) {
    expect(Object.keys(changes).toSorted()).toEqual(Object.keys(CHANGES).toSorted())
    for (const words of Object.values(changes)) expect(words).not.toBe('')
  }
})
