import { type ReadonlySignal, signal } from '@preact/signals'
import type { Sound, Voice } from './models/bell.ts'
import type { Tone, Volume } from './models/prefs.ts'

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

/** What a tone is made of: a wave, how long it lasts (s), and partials as multiples of its pitch with their share of loudness. */
interface Timbre {
  wave: OscillatorType
  seconds: number
  partials: [multiple: number, share: number][]
}

const TIMBRES: Record<Tone, Timbre> = {
  soft: { wave: 'sine', seconds: 0.5, partials: [[1, 1]] },
  // The second partial of a struck bar is no whole multiple: that is what makes it ring.
  bell: {
    wave: 'sine',
    seconds: 0.9,
    partials: [
      [1, 0.7],
      [2.76, 0.3],
    ],
  },
  wood: { wave: 'triangle', seconds: 0.22, partials: [[0.5, 1]] },
}
/** Gain at the loudest moment. */
const LOUDNESS: Record<Volume, number> = { low: 0.06, medium: 0.16, high: 0.45 }

export interface Speaker extends Voice {
  /** The browser lets this page make no sound until somebody has clicked or typed in it. */
  readonly blocked: ReadonlySignal<boolean>
  /** Asks the browser again; works inside a click or a key press. */
  unblock(): Promise<void>
  close(): void
}

export interface SpeakerOptions {
  tone: ReadonlySignal<Tone>
  volume: ReadonlySignal<Volume>
}

/** The computer's loudspeaker. Sounds while blocked are not made up for later. */
export function openSpeaker({ tone, volume }: SpeakerOptions): Speaker {
  const context = new AudioContext()
  const blocked = signal(context.state !== 'running')
  context.addEventListener('statechange', () => {
    blocked.value = context.state !== 'running'
  })

  const unblock = async () => {
    // Also after a telephone call, which some browsers call `interrupted`.
    if (context.state !== 'running' && context.state !== 'closed') await context.resume()
  }
  // Any click or key is the permission that browsers wait for. Not while it is still pressed: the warning goes away, what stands
  // below it moves up, and the click would end beside the button on which it began.
  const onGesture = () => void unblock()
  addEventListener('click', onGesture, { capture: true })
  addEventListener('keyup', onGesture, { capture: true })

  return {
    blocked,
    unblock,
    play(sound) {
      if (context.state !== 'running') return
      const timbre = TIMBRES[tone.peek()]
      for (const [hertz, at] of CHIMES[sound]) {
        for (const [multiple, share] of timbre.partials) {
          const loudness = LOUDNESS[volume.peek()] * share
          sing(context, { wave: timbre.wave, hertz: hertz * multiple, loudness, seconds: timbre.seconds }, at)
        }
      }
    },
    close() {
      removeEventListener('click', onGesture, { capture: true })
      removeEventListener('keyup', onGesture, { capture: true })
      void context.close()
    },
  }
}

interface Part {
  wave: OscillatorType
  hertz: number
  loudness: number
  seconds: number
}

/** One part of a note, `after` seconds from now. */
function sing(context: AudioContext, { wave, hertz, loudness, seconds }: Part, after: number): void {
  const at = context.currentTime + after
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.type = wave
  tone.frequency.value = hertz
  // From and to silence: a wave cut off in the middle clicks.
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, at + seconds)
  tone.connect(volume).connect(context.destination)
  tone.start(at)
  tone.stop(at + seconds)
}
