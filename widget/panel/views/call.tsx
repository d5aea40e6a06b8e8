import { useAround } from '../around.ts'

/** A telephone number that can be tapped. */
export function Call({ number, words }: { number: string; words?: string }) {
  const around = useAround()
  return (
    <a class="call" href={`tel:${number}`} aria-label={words ? undefined : around.words.callNumber(number)}>
      {words ?? number}
    </a>
  )
}
