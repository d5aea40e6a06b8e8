/** A share, 0..1, as a number of per cent with one digit where it needs one: "81.7", "100". */
export const percent = (share: number): string => String(Number((100 * share).toFixed(1)))
