import type { Known } from '../../model/known.ts';
import { type Fields, type FieldValue, LISTS, type LogEvent } from '../../model/log-event.ts';
import { decodeTarget } from '../decode.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import { AttackFinder } from '../web/attacks.ts';
import type { FileAnswers } from '../web/file-answers.ts';
import { type Attacks, techniqueOf } from '../web/found.ts';
import type { FrontPages } from '../web/front-pages.ts';
import { makeOfProgram } from '../web/makes.ts';
import {
  EVENT_FIELDS,
  type EventReader,
  FRONT_PAGE,
  isTargetField,
  KNOWN_FIELDS,
  OTHER_ANSWER,
  TARGET,
  TRIED,
} from './event-fields.ts';
import { namesOf } from './field-names.ts';
import { type FieldTable, KEYWORDS, type Slot } from './field-table.ts';
import { JsonNames } from './json-names.ts';
import { indexedPath, ListIndex } from './list-index.ts';
import { foldCase } from './texts/fold.ts';

/** What is known of how requests were answered before. */
export type EarlierAnswers = { readonly fronts: FrontPages; readonly files: FileAnswers };

export const NO_SOURCE = -1;
const OPENING_BRACE = 123;

/**
 * One event as the rules look at it. Folded and decoded forms are made once per event and only when a rule asks.
 * One view is reused for all events of an engine: it is scratch, nothing keeps it.
 */
export class EventView {
  event!: LogEvent;
  /** Number that the tally of logins has given its source; `NO_SOURCE` without one. */
  loginSource = NO_SOURCE;
  /** It is an accepted login from an address from which its account never logged in before. */
  newSource = false;
  /** It is a login from an address from which its account usually logs in, see `KnownLogins`. */
  usualSource = false;
  /** Number of the event. Whatever is kept with an earlier number is of an earlier event, and stale. */
  serial = 0;
  /** By slot: number of the event in which that field was last searched for the literals of all rules. */
  readonly searchedAt: Float64Array;
  /** By gate: number of the event in which one of its literals was last found. */
  readonly openAt: Float64Array;
  /** For the rule that is looking: which field a name of its own stands for. */
  aliases: ReadonlyMap<Slot, Slot> | null = null;
  private readonly names: readonly (readonly string[])[];
  /** By slot: whether one of its names is one that every object of JavaScript has (`constructor`). */
  private readonly inherited: readonly boolean[];
  private readonly own: readonly (EventReader | null)[];
  /** By slot: its path, when its name is that of one element of a list (`a.0.b`); else null. */
  private readonly paths: readonly (readonly string[] | null)[];
  private readonly lists = new ListIndex();
  private readonly targets: readonly boolean[];
  private readonly textsAt: Float64Array;
  private readonly cased: (readonly string[])[];
  private readonly foldedAt: Float64Array;
  private readonly folded: (readonly string[])[];
  /** Some parsers' events make them anew whenever they are asked for: here they are kept for the event at hand. */
  private fields: Fields = {};
  private fieldsAt = 0;
  private target: readonly string[] = [];
  private targetAt = 0;
  private readonly finder = new AttackFinder();
  private attacks: Attacks = {};
  private attacksAt = 0;
  private readonly jsonNames = new JsonNames();

  constructor(
    table: FieldTable,
    gates = 0,
    private readonly intelligence: Intelligence | null = null,
    private readonly earlier: EarlierAnswers | null = null,
  ) {
    const { names } = table;
    this.names = names.map(namesOf);
    this.inherited = this.names.map((all) => all.some((name) => name in Object.prototype));
    this.own = names.map((name) => EVENT_FIELDS.get(name) ?? this.ownReader(name));
    this.paths = names.map(indexedPath);
    this.targets = names.map(isTargetField);
    this.searchedAt = new Float64Array(names.length);
    this.openAt = new Float64Array(gates);
    this.textsAt = new Float64Array(names.length);
    this.foldedAt = new Float64Array(names.length);
    this.cased = names.map(() => []);
    this.folded = names.map(() => []);
  }

  private ownReader(name: string): EventReader | null {
    const known = this.intelligence === null ? undefined : KNOWN_FIELDS.get(name);
    if (known !== undefined) return ({ srcIp }) => this.known(srcIp, known);
    if (name === 'x_usual_source') return () => this.usualSource;
    if (name === FRONT_PAGE) return (event) => this.earlier?.fronts.isAsLong(event) ?? false;
    if (name === OTHER_ANSWER) return (event) => this.earlier?.files.isUnlike(event) ?? false;
    if (name === TRIED) return (event) => this.tried(event);
    return name === 'x_new_source' ? () => this.newSource : this.attackReader(name);
  }

  private tried(event: LogEvent): string | undefined {
    const target = event.fields[TARGET];
    if (event.category !== 'web' || typeof target !== 'string') return undefined;
    return this.attacksIn(event).probe ?? makeOfProgram(target) ?? undefined;
  }

  private known(address: string | null, tell: (known: Known) => string | null): string | null {
    const known = address === null ? null : (this.intelligence?.of(address) ?? null);
    return known === null ? null : tell(known);
  }

  /** `x_sqli` and the like: why the request is an attack, found when the first rule asks. */
  private attackReader(name: string): EventReader | null {
    const technique = techniqueOf(name);
    if (technique === null) return null;
    return (event) => this.attacksIn(event)[technique];
  }

  private attacksIn(event: LogEvent): Attacks {
    if (this.attacksAt !== this.serial) {
      this.attacksAt = this.serial;
      this.attacks = this.finder.find(event);
    }
    return this.attacks;
  }

  set(event: LogEvent, newSource = false, usualSource = false): void {
    this.event = event;
    this.newSource = newSource;
    this.usualSource = usualSource;
    this.loginSource = NO_SOURCE;
    this.serial++;
  }

  /** Undefined when the event has no such field. */
  value(slot: Slot): FieldValue | undefined {
    const own = this.own[slot];
    if (own) {
      const value = own(this.event);
      // Where a parser decides who acted, no field of the record says otherwise.
      if (value !== null || this.event.category !== 'system') return value;
    }
    const fields = this.allFields();
    const names = this.names[slot] as readonly string[];
    if (this.inherited[slot]) return this.ownValue(names, fields);
    for (const name of names) {
      const value = fields[name];
      if (value !== undefined) return value;
    }
    if (!this.isAnyJson()) return undefined;
    const name = this.jsonNames.spelledOtherwise(names, fields, this.serial);
    return name === undefined ? this.oneOfList(slot) : fields[name];
  }

  private isElement(slot: Slot): boolean {
    const path = this.paths[slot];
    return path ? this.isAnyJson() && this.lists.has(this.event.raw, this.serial, path) : false;
  }

  private oneOfList(slot: Slot): FieldValue | undefined {
    const path = this.paths[slot];
    return path ? this.lists.value(this.event.raw, this.serial, path) : undefined;
  }

  /** Of names such as `constructor`: what the record says, not what JavaScript does. */
  private ownValue(names: readonly string[], fields: Fields): FieldValue | undefined {
    const own =
      names.find((name) => Object.hasOwn(fields, name)) ??
      this.jsonNames.spelledOtherwise(names, fields, this.serial);
    return own === undefined ? undefined : fields[own];
  }

  /** What stands in the field when it is a list of JSON: each element is a value of its own. */
  elements(slot: Slot): readonly string[] | undefined {
    if (!this.isAnyJson() || this.own[slot]) return undefined;
    const fields = this.allFields();
    const lists = fields[LISTS];
    if (lists === undefined) return undefined;
    const names = this.names[slot] as readonly string[];
    const isThere = (each: string): boolean => Object.hasOwn(fields, each) && fields[each] !== undefined;
    const name = names.find(isThere) ?? this.jsonNames.spelledOtherwise(names, fields, this.serial);
    return name === undefined ? undefined : lists.get(name);
  }

  /** Whether the field is there, be it empty. A parser's null says that the line does not tell; JSON's null is a value. */
  has(slot: Slot): boolean {
    const value = this.value(slot);
    if (value === undefined) return this.isObject(slot) || this.isElement(slot);
    return value !== null || this.isJson();
  }

  /** Whether the field is missing, or null. */
  isNull(slot: Slot): boolean {
    const value = this.value(slot);
    return value === null || (value === undefined && !this.isObject(slot));
  }

  private isObject(slot: Slot): boolean {
    const names = this.names[slot] as readonly string[];
    return this.isAnyJson() && this.jsonNames.isObject(names, this.allFields(), this.serial);
  }

  /** Whether the field stands for the target of a request: it has more than one text. */
  isTarget(slot: Slot): boolean {
    return this.targets[slot] === true && this.event.category === 'web';
  }

  /** The field's texts as written: one, or several for a request target that decodes to something else; none when missing. */
  texts(slot: Slot): readonly string[] {
    if (this.textsAt[slot] !== this.serial) {
      this.textsAt[slot] = this.serial;
      this.cased[slot] = slot === KEYWORDS ? this.wholeEvent() : this.read(slot);
    }
    return this.cased[slot] as readonly string[];
  }

  /** The same without regard to case. */
  foldedTexts(slot: Slot): readonly string[] {
    if (this.foldedAt[slot] !== this.serial) {
      this.foldedAt[slot] = this.serial;
      this.folded[slot] = this.texts(slot).map(foldCase);
    }
    return this.folded[slot] as readonly string[];
  }

  private read(slot: Slot): string[] {
    const elements = this.elements(slot);
    if (elements !== undefined) return [...elements];
    const value = this.value(slot);
    const own = value === undefined || value === null ? [] : [String(value)];
    // An exact test (`cs-uri-stem: /admin`) still needs the part that the field names.
    return this.isTarget(slot) ? [...new Set([...own, ...this.targetForms()])] : own;
  }

  /** The line; where it writes values in another form than they are, the values too. */
  private wholeEvent(): string[] {
    const { raw, category } = this.event;
    const texts = [raw];
    if (category === 'web') texts.push(...this.targetForms().slice(1));
    if (this.isJson() && raw.includes('\\')) {
      for (const value of Object.values(this.allFields()))
        if (typeof value === 'string' && !raw.includes(value)) texts.push(value);
    }
    return texts;
  }

  /** The target as logged, and as decoded when that is another text. */
  targetForms(): readonly string[] {
    if (this.targetAt !== this.serial) {
      this.targetAt = this.serial;
      const target = this.allFields()[TARGET];
      this.target = typeof target === 'string' ? [...new Set([target, decodeTarget(target)])] : [];
    }
    return this.target;
  }

  private allFields(): Fields {
    if (this.fieldsAt !== this.serial) {
      this.fieldsAt = this.serial;
      this.fields = this.event.fields;
    }
    return this.fields;
  }

  private isJson(): boolean {
    return this.event.raw.charCodeAt(0) === OPENING_BRACE;
  }

  private isAnyJson(): boolean {
    return this.event.category !== 'web' && this.isJson();
  }
}
