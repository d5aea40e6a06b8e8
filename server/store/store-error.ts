/** The store cannot be opened. `message` is one or two plain sentences for whoever runs the server: what, where, what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
