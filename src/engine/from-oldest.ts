/**
 * Goes through a map from its oldest entry on, again and again. Whoever asks takes each entry out, to leave it out or to put it
 * back at the end.
 *
 * One walk for all: a new one would pass the places of all entries that were taken out, and V8 clears those away only when
 * they are half of the map. With a hundred thousand entries that took a hundred times as long as all the rest of an event.
 */
export class FromOldest<Key, Value> {
  private entries: Iterator<[Key, Value]>;

  constructor(private readonly map: ReadonlyMap<Key, Value>) {
    this.entries = map.entries();
  }

  /** Ends only when the map is empty. */
  *[Symbol.iterator](): Generator<[Key, Value], void> {
    while (this.map.size > 0) {
      const next = this.entries.next();
      if (next.done) this.entries = this.map.entries();
      else yield next.value;
    }
  }
}
