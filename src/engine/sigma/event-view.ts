import { isIpv6 } from '../../model/addresses/ip.ts';
import { widerBan } from '../../model/addresses/ip-range.ts';
import type { Known } from '../../model/known.ts';
import { type Fields, type FieldValue, LISTS, type LogEvent } from '../../model/log-event.ts';
import { decodeTarget } from '../decode.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import { AttackFinder } from '../web/attacks.ts';
import { type Attacks, techniqueOf } from '../web/found.ts';
import { makeOfProgram } from '../web/makes.ts';
import { namesOf, normalName } from './field-names.ts';
import { type FieldTable, KEYWORDS, type Slot } from './field-table.ts';
import { indexedPath, ListIndex } from './list-index.ts';
import { foldCase } from './texts/fold.ts';
import { isBlocked } from './verdict.ts';

export { FieldTable, type Slot } from './field-table.ts';

type EventReader = (event: LogEvent) => FieldValue | undefined;

/** Names that mean the same thing as a property of the event, whatever the parser called it. */
const EVENT_FIELDS: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['src_ip', (event) => event.srcIp],
  ['c-ip', (event) => event.srcIp],
  ['src_host', (event) => event.srcHost],
  ['user', (event) => event.user],
  ['outcome', (event) => event.outcome],
  ['login', (event) => event.login],
  ['login_begun', (event) => event.begun ?? event.fields.login_begun],
  ['auth_method', (event) => event.authMethod ?? event.fields.auth_method],
  ['valid_user', (event) => event.validUser ?? event.fields.valid_user],
  ['blocked', isBlocked],
  ['x_src_net', (event) => (event.srcIp === null ? null : networkOf(event.srcIp))],
]);

/** All of these are alike in events of the same `loginKind`, and known before the rules are asked. */
const LOGIN_FIELDS = [
  'login',
  'outcome',
  'login_begun',
  'auth_method',
  'valid_user',
  'x_new_source',
  'x_usual_source',
];

/** Whether the field says nothing but how a login went. */
export function isLoginField(name: string): boolean {
  return LOGIN_FIELDS.includes(name);
}

/** What the user's files say of the source address. Of several block lists all are told. */
const KNOWN_FIELDS: ReadonlyMap<string, (known: Known) => string | null> = new Map([
  ['source.threat', ({ lists }: Known) => (lists.length === 0 ? null : lists.join(' '))],
  ['source.geo.country_iso_code', ({ country }: Known) => country],
  ['source.crawler', ({ crawler }: Known) => crawler],
]);

/** The fields that events of such an address have. */
export function knownFields(known: Known | null): Fields {
  if (known === null) return {};
  return Object.fromEntries(
    Array.from(KNOWN_FIELDS, ([name, tell]) => [name, tell(known)] as const).filter(
      ([, value]) => value !== null,
    ),
  );
}

/** The /24 or /64 of a canonical address. */
function networkOf(address: string): string | null {
  const dot = address.lastIndexOf('.');
  return dot > 0 && !isIpv6(address) ? `${address.slice(0, dot)}.0/24` : widerBan(address);
}

/**
 * Real rules put a path, a query or a whole URL into any of these and mean the request target:
 * each is matched against the target as logged and as decoded.
 */
const TARGET_FIELDS: ReadonlySet<string> = new Set([
  'cs-uri-query',
  'c-uri',
  'cs-uri',
  'c-uri-query',
  'cs-uri-stem',
  'c-uri-stem',
]);
const TARGET = 'cs-uri';

export function isTargetField(name: string): boolean {
  return TARGET_FIELDS.has(name);
}

/** What is known of its source from earlier logins. */
const SOURCE_FIELDS: ReadonlySet<string> = new Set(['x_new_source', 'x_usual_source']);
/** What a request tries: the door that `x_probe` has, else the make of the program it asks for. */
export const TRIED = 'x_tried';

/** Whether the name means a property of the event, whatever fields it has. */
export function isEventField(name: string): boolean {
  return EVENT_FIELDS.has(name) || KNOWN_FIELDS.has(name) || SOURCE_FIELDS.has(name) || name === TRIED;
}

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
  /** It is an accepted login from where its account never logged in before. */
  newSource = false;
  /** It is one from where its account usually does, see `KnownLogins`. */
  usualSource = false;
  /** Number of the event: what was made for an earlier one is stale. */
  serial = 0;
  /** By field: the event in which it was last searched for the literals of all rules. */
  readonly searchedAt: Float64Array;
  /** By gate: the event in which one of its literals was last found. */
  readonly openAt: Float64Array;
  /** For the rule that is looking: which field a name of its own stands for. */
  aliases: ReadonlyMap<Slot, Slot> | null = null;
  private readonly names: readonly (readonly string[])[];
  /** By slot: whether one of its names is also that of something which every object of JavaScript has. */
  private readonly inherited: readonly boolean[];
  private readonly own: readonly (EventReader | null)[];
  /** By slot: its path when it names one element of a list. */
  private readonly paths: readonly (readonly string[] | null)[];
  private readonly lists = new ListIndex();
  private readonly targets: readonly boolean[];
  private readonly textsAt: Float64Array;
  private readonly cased: (readonly string[])[];
  private readonly foldedAt: Float64Array;
  private readonly folded: (readonly string[])[];
  /** Of some parsers they are built anew whenever they are asked for. */
  private fields: Fields = {};
  private fieldsAt = 0;
  private target: readonly string[] = [];
  private targetAt = 0;
  private readonly finder = new AttackFinder();
  private attacks: Attacks = {};
  private attacksAt = 0;
  /** The event's names by what spellings have in common; for JSON, whose names are of anybody's choosing. */
  private readonly spellings = new Map<string, string>();
  private spellingsAt = 0;
  /** Names of the record's objects that have fields, in lower case. */
  private readonly objects = new Set<string>();
  private objectsAt = 0;

  constructor(
    table: FieldTable,
    gates = 0,
    private readonly intelligence: Intelligence | null = null,
  ) {
    const { names } = table;
    this.names = names.map(namesOf);
    this.inherited = this.names.map((all) => all.some((name) => name in Object.prototype));
    this.own = names.map((name) => EVENT_FIELDS.get(name) ?? this.ownReader(name));
    this.paths = names.map(indexedPath);
    this.targets = names.map((name) => TARGET_FIELDS.has(name));
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
    const name = this.nameSpelledOtherwise(names, fields);
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
    const own = names.find((name) => Object.hasOwn(fields, name)) ?? this.nameSpelledOtherwise(names, fields);
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
    const name = names.find(isThere) ?? this.nameSpelledOtherwise(names, fields);
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

  /** Whether the field is an object of JSON: it has no value of its own, but fields in it. */
  private isObject(slot: Slot): boolean {
    if (!this.isAnyJson()) return false;
    const { objects } = this;
    if (this.objectsAt !== this.serial) {
      this.objectsAt = this.serial;
      objects.clear();
      for (const name of Object.keys(this.allFields()))
        for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
          objects.add(name.slice(0, dot).toLowerCase());
    }
    const names = this.names[slot] as readonly string[];
    return objects.size > 0 && names.some((name) => objects.has(name.toLowerCase()));
  }

  private nameSpelledOtherwise(names: readonly string[], fields: Fields): string | undefined {
    const { spellings } = this;
    if (this.spellingsAt !== this.serial) {
      this.spellingsAt = this.serial;
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
}
