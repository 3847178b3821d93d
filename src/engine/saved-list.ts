/**
 * A long list of a state, made item by item as it is written: of 100,000 attackers the whole would take a gigabyte. As
 * JSON it is an array.
 */
export class SavedList<Item> implements Iterable<Item> {
  /** What is made of each, in turn. */
  static of<From, Item>(from: Iterable<From>, make: (each: From) => Item): SavedList<Item> {
    return new SavedList(function* () {
      for (const each of from) yield make(each);
    });
  }

  constructor(private readonly items: () => Iterable<Item>) {}

  [Symbol.iterator](): Iterator<Item> {
    return this.items()[Symbol.iterator]();
  }

  toJSON(): Item[] {
    return [...this];
  }
}
