/**
 * Hands `text` to the browser as a file; nothing of it leaves the device. A frame may do that where its sandbox has
 * `allow-downloads`. On an iPhone a frame's download may come to nothing, and nobody is told; there the printable page, which
 * stands in a tab of its own, can be saved and shared.
 */
export function save(text: string, name: string): void {
  // The mark tells old editors that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it long before.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
