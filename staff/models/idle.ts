/** After so long without a key, a click or a touch in any tab the console locks: 45 CFR 164.312(a)(2)(iii) asks for automatic logoff. */
export const IDLE_MS = 15 * 60_000

/** How often the other tabs and the server are told that somebody is here, at most. */
const TELL_MS = 60_000

export interface Idle {
  /** Somebody did something here. */
  input(): void
  /** Somebody did something in another tab. */
  inputElsewhere(): void
  /** To be called every second or so: a computer that slept finds out when it wakes. */
  tick(): void
}

interface IdleDeps {
  /** UTC ms. */
  now: () => number
  /** Somebody is here: at most once a minute. */
  onActive: () => void
  /** Nobody was here for {@link IDLE_MS}: once, until there is input again. */
  onIdle: () => void
}

export function createIdle({ now, onActive, onIdle }: IdleDeps): Idle {
  let last = now()
  let told = now()
  let idle = false
  const seen = () => {
    last = now()
    idle = false
  }
  const tick = () => {
    if (idle) return
    if (now() - last >= IDLE_MS) {
      idle = true
      onIdle()
    } else if (last > told && now() - told >= TELL_MS) {
      told = now()
      onActive()
    }
  }
  return {
    input() {
      // First whether it came too late: the first key after a night is no sign that somebody was here.
      tick()
      if (!idle) seen()
    },
    inputElsewhere: seen,
    tick,
  }
}
