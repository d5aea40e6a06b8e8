/**
 * `items` in pieces of `size`, the last one perhaps shorter. A piece in which nothing has changed is the array that it was in
 * `before`, so that what is drawn of it can stay.
 */
export function piecesOf<T>(items: readonly T[], size: number, before: readonly (readonly T[])[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => {
    const piece = items.slice(index * size, (index + 1) * size)
    const known = before[index]
    return known?.length === piece.length && known.every((item, at) => item === piece[at]) ? known : piece
  })
}
