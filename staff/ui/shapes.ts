/** The console's own icon shapes, for `Icon`: 24 × 24, drawn with a stroke. */
export const INBOX =
  'M4 13.5l2.2-7a1.5 1.5 0 0 1 1.4-1h8.8a1.5 1.5 0 0 1 1.4 1l2.2 7v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM4 13.5h4.5l1 2h5l1-2H20'
export const BARS = 'M5.5 19.5v-6M12 19.5v-15M18.5 19.5v-10'
export const SLIDERS =
  'M4.5 7h8M18.5 7h1M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM4.5 17h1M11.5 17h8M8.5 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z'
export const QUESTION =
  'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.8h.01'
export const LIST = 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01'
export const SEARCH = 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5'
export const SPEAKER = 'M4 9.5v5h3.2l4.8 4v-13l-4.8 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11'
export const SPEAKER_OFF = 'M4 9.5v5h3.2l4.8 4v-13l-4.8 4zM16 9.8l4.4 4.4M20.4 9.8L16 14.2'
export const FLAG = 'M5.5 21V4.5M5.5 5c4-2 7.5 2 13 0v8.5c-5.5 2-9-2-13 0'
export const BELL = 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0'
export const SWAP = 'M4 8.5h15M15.5 5L19 8.5 15.5 12M20 15.5H5M8.5 12L5 15.5 8.5 19'
export const LEAVE = 'M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M15.5 8l4 4-4 4M19 12H9.5'
export const KEY = 'M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.2 12.3L19.5 4M16 7.5l3 3M13.5 10l2 2'
export const KEYS =
  'M4.5 6.5h15A1.5 1.5 0 0 1 21 8v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5zM7 10.5h.01M12 10.5h.01M17 10.5h.01M8.5 14h7'
export const DOTS =
  'M4.6 12h.8M11.6 12h.8M18.6 12h.8M4.6 12.4h.8M11.6 12.4h.8M18.6 12.4h.8M4.6 11.6h.8M11.6 11.6h.8M18.6 11.6h.8'
export const NOTE =
  'M5.5 4.5h13A1.5 1.5 0 0 1 20 6v8.5L14.5 20h-9A1.5 1.5 0 0 1 4 18.5V6a1.5 1.5 0 0 1 1.5-1.5zM20 14.5h-4a1.5 1.5 0 0 0-1.5 1.5v4'
export const DOUBLE_CHECK = 'M2.5 12.5l4.5 4.5L16 7.5M11 16l1 1 9.5-9.5'
