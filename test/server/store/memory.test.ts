import { storeContract } from '../../store/contract.ts'
import { asSaid, asStored, type Says } from '../../support/keys.ts'
import { MemoryDatabase, openMemoryStore } from '../../support/memory-store.ts'

const open = async () => {
  const database = new MemoryDatabase()
  const openAgain = () => openMemoryStore<Says>({ rule: asSaid, counting: asStored, database })
  let store = openAgain()
  return {
    store,
    async reopen() {
      await store.close()
      store = openAgain()
      return store
    },
    remove: () => store.close(),
    bytes: async () => [],
    wrappedKey: async () => new Uint8Array(),
  }
}

storeContract('memory', open, { disk: false })
