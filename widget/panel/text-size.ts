/** Where a chosen size is kept: beside the chat, and gone with it. */
export const SIZE = 'size'

/** Everything is measured in `rem`, so this is the size of all of it. `size` is a percentage; empty is the device's own. */
export function setTextSize(size: string): void {
  document.documentElement.style.fontSize = size
}
