import { z } from 'zod'

/** Controls, and what turns or hides text: in a name they could make somebody look like somebody else. The joiners of Persian and Indic scripts are letters' own. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv

/** A person's name as it is kept and shown, without what cannot be seen in it. */
export const seenName = (name: string): string => name.normalize('NFC').replace(UNSEEN, '').trim()

/** A name that somebody gives themselves. */
export const personName = z.string().transform(seenName).pipe(z.string().min(1).max(80))
