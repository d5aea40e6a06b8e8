import { type ReadonlySignal, signal } from '@preact/signals'
import type { Sound, Voice } from './models/bell.ts'

/** A note of a chime: pitch in Hz, and when it begins after the first, s. */
type Note = [hertz: number, at: number]

/** Soft and rising; the longer somebody waits, the more notes. An emergency sounds like nothing else. */
const CHIMES: Record<Sound, Note[]> = {
  message: [[660, 0]],
  new: [
    [523, 0],
    [659, 0.16],
  ],
  minute: [
    [523, 0],
    [659, 0.16],
    [784, 0.32],
  ],
  late: [
    [523, 0],
    [784, 0.14],
    [523, 0.42],
    [784, 0.56],
  ],
  emergency: [
    [880, 0],
    [587, 0.18],
    [880, 0.36],
    [587, 0.54],
    [880, 0.72],
  ],
}
const NOTE_SECONDS = 0.5
const LOUDNESS = 0.16

export interface Speaker extends Voice {
  /** The browser lets this page make no sound until somebody has clicked or typed in it. */
  readonly blocked: ReadonlySignal<boolean>
  /** Asks the browser again; works inside a click or a key press. */
  unblock(): Promise<void>
  close(): void
}

/** The computer's loudspeaker. Sounds while blocked are not made up for later. */
export function openSpeaker(): Speaker {
  const context = new AudioContext()
  const blocked = signal(context.state !== 'running')
  context.addEventListener('statechange', () => {
    blocked.value = context.state !== 'running'
  })

  const unblock = async () => {
    // Also after a telephone call, which some browsers call `interrupted`.
    if (context.state !== 'running' && context.state !== 'closed') await context.resume()
  }
  // Any click or key is the permission that browsers wait for.
  const onGesture = () => void unblock()
  addEventListener('pointerdown', onGesture, { capture: true })
  addEventListener('keydown', onGesture, { capture: true })

  return {
    blocked,
    unblock,
    play(sound) {
      if (context.state !== 'running') return
      for (const [hertz, at] of CHIMES[sound]) sing(context, hertz, context.currentTime + at)
    },
    close() {
      removeEventListener('pointerdown', onGesture, { capture: true })
      removeEventListener('keydown', onGesture, { capture: true })
      void context.close()
    },
  }
}

function sing(context: AudioContext, hertz: number, at: number): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = hertz
  // From and to silence: a wave cut off in the middle clicks.
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS)
  tone.connect(volume).connect(context.destination)
  tone.start(at)
  tone.stop(at + NOTE_SECONDS)
}
