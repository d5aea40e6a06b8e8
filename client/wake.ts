/**
 * Calls `listener` whenever the page may have missed something: the network is back, the page is shown again (also from
 * the back/forward cache), the tab becomes visible. Returns the undoing. Does nothing outside a browser.
 */
export function onWake(listener: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const whenVisible = () => {
    if (document.visibilityState === 'visible') listener()
  }
  addEventListener('online', listener)
  addEventListener('pageshow', listener)
  document.addEventListener('visibilitychange', whenVisible)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('pageshow', listener)
    document.removeEventListener('visibilitychange', whenVisible)
  }
}
