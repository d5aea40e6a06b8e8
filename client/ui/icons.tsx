/** Drawn on a 24 × 24 grid with a round 1.75 stroke, in the colour of the text around them. */
interface Props {
  /** One of the shapes below. */
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

export const CLOSE = 'M5.5 5.5l13 13M18.5 5.5l-13 13'
export const MORE = 'M5 12h.01M12 12h.01M19 12h.01'
export const SEND = 'M12 19V5.5M6 11.5l6-6 6 6'
export const NEXT = 'M9.5 6l6 6-6 6'
export const DOWN = 'M6 9.5l6 6 6-6'
export const BACK = 'M14.5 6l-6 6 6 6'
export const PERSON = 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.8 20.5a7.2 5.6 0 0 1 14.4 0'
export const PEOPLE =
  'M9 12.3a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM2.5 19.8a6.5 5 0 0 1 13 0M15.6 5.2a3.7 3.7 0 0 1 0 6.8M18 15.2c2 .7 3.3 2.3 3.5 4.6'
export const BOOK = 'M12 6.5C10 5 7 4.7 3 5v13.5c4-.3 7 0 9 1.5 2-1.5 5-1.8 9-1.5V5c-4-.3-7 0-9 1.5zM12 6.5V20'
export const INFO = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.8h.01'
export const QUOTE =
  'M10 8c-3 .4-4.5 2.5-4.5 5.5v1.7a1.8 1.8 0 0 0 1.8 1.8h1a1.8 1.8 0 0 0 1.8-1.8v-1a1.8 1.8 0 0 0-1.8-1.8H5.6M18.5 8c-3 .4-4.5 2.5-4.5 5.5v1.7a1.8 1.8 0 0 0 1.8 1.8h1a1.8 1.8 0 0 0 1.8-1.8v-1a1.8 1.8 0 0 0-1.8-1.8h-2.7'
export const YES =
  'M7.5 10.5v9.5H4.3a.8.8 0 0 1-.8-.8v-7.9a.8.8 0 0 1 .8-.8zM7.5 10.5l3.7-7c1.5 0 2.6 1.2 2.4 2.7l-.5 3.3h5.4a2 2 0 0 1 2 2.4l-1.2 6.5a2 2 0 0 1-2 1.6H7.5'
export const NO =
  'M16.5 13.5V4h3.2a.8.8 0 0 1 .8.8v7.9a.8.8 0 0 1-.8.8zM16.5 13.5l-3.7 7a2.4 2.4 0 0 1-2.4-2.7l.5-3.3H5.5a2 2 0 0 1-2-2.4l1.2-6.5a2 2 0 0 1 2-1.6h9.8'
export const CHECK = 'M5 12.5l4.7 4.7L19.5 7'
export const CHECKS = 'M2.5 12.8l4.2 4.2 8.8-9.5M11.5 15.5l1.5 1.5 8.5-9.5'
export const CLOCK = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.3l3.3 2'
export const WARN =
  'M12 9.5v4M12 16.8h.01M10.5 4.4L2.8 17.7A1.7 1.7 0 0 0 4.3 20.3h15.4a1.7 1.7 0 0 0 1.5-2.6L13.5 4.4a1.7 1.7 0 0 0-3 0z'
export const CLOUD_OFF =
  'M3.5 3.5l17 17M9 5.7a6.3 6.3 0 0 1 8.5 4.6A4.2 4.2 0 0 1 20.6 17M7 7.3a6.3 6.3 0 0 0-1.3 3.2A4.3 4.3 0 0 0 6.5 19H17'
export const RETRY = 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3l2.2 2.2M19.5 4.2v4.7h-4.7'
export const LOCK =
  'M6.5 10.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5zM8 10.5V7.7a4 4 0 0 1 8 0v2.8'
export const TRASH = 'M4 6.8h16M9 6.5V4h6v2.5M6 6.8l.9 12.2a1.5 1.5 0 0 0 1.5 1.5h7.2a1.5 1.5 0 0 0 1.5-1.5L18 6.8'
export const PENCIL = 'M4 20l1-4.3L16.3 4.5a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8.3 19zM14.3 6.5l3.2 3.2'
export const PHONE =
  'M8.2 3.7H5A1.7 1.7 0 0 0 3.3 5.5C3.9 13.7 10.3 20.1 18.5 20.7A1.7 1.7 0 0 0 20.3 19v-3.2l-4.3-1.9-2 2.1A12.5 12.5 0 0 1 8 10l2.1-2z'
export const MESSAGE =
  'M5.5 4.5h13A1.5 1.5 0 0 1 20 6v9.5a1.5 1.5 0 0 1-1.5 1.5H11l-4 3.5V17H5.5A1.5 1.5 0 0 1 4 15.5V6a1.5 1.5 0 0 1 1.5-1.5z'
export const GLOBE =
  'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.6 2.5 3.8 5.5 3.8 9s-1.2 6.5-3.8 9c-2.6-2.5-3.8-5.5-3.8-9S9.4 5.5 12 3z'
