import type { Fields } from '../../model/log-event.ts';
import { normalName } from './field-names.ts';

/**
 * Names of the fields of one JSON record, which whoever wrote the program chose: looked up by other spellings than the record's own.
 * An index is made only for the events in which some rule looks for a name that is not there as it is spelled.
 */
export class JsonNames {
  /** The record's names by what spellings of one name have in common. */
  private readonly spellings = new Map<string, string>();
  private spellingsAt = -1;
  /** Names of the record's objects that have fields, in lower case. */
  private readonly objects = new Set<string>();
  private objectsAt = -1;

  /** The record's own name of the field that any of `names` spells otherwise. `serial`: number of the event. */
  spelledOtherwise(names: readonly string[], fields: Fields, serial: number): string | undefined {
    const { spellings } = this;
    if (this.spellingsAt !== serial) {
      this.spellingsAt = serial;
      spellings.clear();
      for (const name of Object.keys(fields)) {
        const normal = normalName(name);
        if (!spellings.has(normal)) spellings.set(normal, name);
      }
    }
    for (const name of names) {
      const actual = spellings.get(normalName(name));
      if (actual !== undefined) return actual;
    }
    return undefined;
  }

  /** Whether one of the names is that of an object: it has no value of its own, but fields in it. */
  isObject(names: readonly string[], fields: Fields, serial: number): boolean {
    const { objects } = this;
    if (this.objectsAt !== serial) {
      this.objectsAt = serial;
      objects.clear();
      for (const name of Object.keys(fields))
        for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
          objects.add(name.slice(0, dot).toLowerCase());
    }
    return objects.size > 0 && names.some((name) => objects.has(name.toLowerCase()));
  }
}
