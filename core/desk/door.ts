/** A door that listens; its address as others write it. */
export type OpenDoor = AsyncDisposable & { url: string }
