import { useAround } from '../around.ts'

/** The address of a telephone number as people write it. */
export const tel = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`

/** An emergency number that can be tapped. */
export function Call({ number, words }: { number: string; words?: string }) {
  const around = useAround()
  return (
    <a class="call" href={tel(number)} aria-label={words ? undefined : around.words.callNumber(number)}>
      {words ?? number}
    </a>
  )
}
