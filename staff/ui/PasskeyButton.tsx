import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../../client/ui/icons.tsx'
import type { FormFailure } from '../api.ts'
import { hasPasskeys, offersPasskeys } from '../models/passkey-door.ts'
import { KEY } from './shapes.ts'

interface Props {
  label: string
  working: string
  /** Passkeys also stand among what the browser offers in the field of the name. */
  offered: boolean
  /** With a signal it waits, unseen, until somebody chooses one there. */
  onPasskey: (offer?: AbortSignal) => Promise<FormFailure | null>
  /** Null when a try begins. */
  onFailure: (failure: FormFailure | null) => void
}

/** A challenge is good for five minutes. */
const OFFER_MS = 4 * 60_000

/** Opens the door with a passkey. Nothing where the browser has none. */
export function PasskeyButton({ label, working: workingLabel, offered, onPasskey, onFailure }: Props) {
  const [working, setWorking] = useState(false)
  const offer = useRef<AbortController | null>(null)

  const offerAnew = async (): Promise<void> => {
    const own = new AbortController()
    offer.current?.abort()
    offer.current = own
    if (!(await offersPasskeys()) || own.signal.aborted) return
    const timer = setTimeout(() => offer.current === own && void offerAnew(), OFFER_MS)
    const failure = await onPasskey(own.signal)
    clearTimeout(timer)
    if (failure === null || own.signal.aborted) return
    // Nobody chose one, or the server is away: whoever wants to has the button.
    if (failure !== 'no-passkey' && failure !== 'offline') onFailure(failure)
  }
  useEffect(() => {
    if (offered) void offerAnew()
    return () => offer.current?.abort()
  }, [])

  const ask = async () => {
    if (working) return
    // A browser asks for one passkey at a time.
    offer.current?.abort()
    setWorking(true)
    onFailure(null)
    const failure = await onPasskey()
    if (failure === null) return
    setWorking(false)
    onFailure(failure)
    if (offered) void offerAnew()
  }

  if (!hasPasskeys()) return null
  return (
    <button type="button" class="button door-submit" aria-disabled={working} onClick={() => void ask()}>
      <Icon shape={KEY} size={20} />
      <span>{working ? workingLabel : label}</span>
    </button>
  )
}
