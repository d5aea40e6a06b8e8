import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

interface Props<Piece> {
  /** The same function every time: the piece is fetched once. */
  load: () => Promise<Piece>
  children: (piece: Piece) => ComponentChildren
}

/** Draws with a piece of the console that is fetched only where it is needed. Nothing stands here until it came. */
export function Later<Piece>({ load, children }: Props<Piece>) {
  const [piece, setPiece] = useState<Piece | null>(null)
  useEffect(() => {
    let here = true
    const fetchIt = (attempt: number): void => {
      load().then(
        (came) => here && setPiece(came),
        // The network was away: it is fetched again as long as somebody waits for it.
        () => here && setTimeout(fetchIt, Math.min(1000 * 2 ** attempt, 15_000), attempt + 1),
      )
    }
    fetchIt(0)
    return () => {
      here = false
    }
  }, [load])
  return piece && children(piece)
}
