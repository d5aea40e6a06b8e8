import type { Deed } from '../../protocol/audit.ts'
import type { AccountEvent } from '../account-events.ts'

/** How the audit log puts what happened with an account. */
export function deedOf(event: AccountEvent): Deed {
  switch (event.type) {
    case 'signed-in':
    case 'signed-out':
      return { what: event.type, who: event.who }
    case 'sign-in-failed':
      return { what: event.type, who: null, which: event.who }
    case 'changed':
      return { what: 'account-changed', who: event.by, which: event.who, detail: event.what }
  }
}
