/** Drawn on a 24 × 24 grid with a round 1.75 stroke, in the colour of the text around them. */
interface Props {
  /** One of the shapes below or in `shapes.ts`. */
  shape: string
  /** Edge length in CSS pixels. */
  size?: number
  class?: string
}

/** A picture beside words: hidden from screen readers, because the words say it. */
export function Icon({ shape, size = 20, class: className }: Props) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={shape} />
    </svg>
  )
}

// What the panel needs before the first word.
export const CLOSE = 'M5.5 5.5l13 13M18.5 5.5l-13 13'
export const MORE = 'M5 12h.01M12 12h.01M19 12h.01'
export const SEND = 'M12 19V5.5M6 11.5l6-6 6 6'
export const NEXT = 'M9.5 6l6 6-6 6'
export const DOWN = 'M6 9.5l6 6 6-6'
export const PERSON = 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.8 20.5a7.2 5.6 0 0 1 14.4 0'
export const CHECK = 'M5 12.5l4.7 4.7L19.5 7'
export const CLOCK = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.3l3.3 2'
export const RETRY = 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3l2.2 2.2M19.5 4.2v4.7h-4.7'
// For what is fetched apart from the other shapes.
export const BACK = 'M14.5 6l-6 6 6 6'
