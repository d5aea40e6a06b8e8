/** Whether something is among what `find` finds. Everybody who asks in one turn of the loop shares the next look; nothing is remembered. */
export function askedTogether(find: (ids: string[]) => Promise<ReadonlySet<string>>): (id: string) => Promise<boolean> {
  let asked: Set<string> | null = null
  let found: Promise<ReadonlySet<string>> = Promise.resolve(new Set())
  return async (id) => {
    if (asked === null) {
      const ids = new Set<string>()
      asked = ids
      found = new Promise((resolve) => setImmediate(resolve)).then(() => {
        asked = null
        return find([...ids])
      })
    }
    asked.add(id)
    return (await found).has(id)
  }
}

/** Work of one process, one after the other. */
export function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
