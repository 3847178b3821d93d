import { retainText } from '../../model/log-event.ts';

export type NameId = number;
/** Not one of those that are kept. */
export const NAMELESS: NameId = 0;

const SLOTS = 256;

/** Numbers for account names: each is kept once for all sources that try it. */
export class UserNames {
  private readonly names: string[] = [''];
  private readonly ids = new Map<string, NameId>();
  /** Names that came lately: most are one of a few. */
  private readonly lately: string[] = new Array<string>(SLOTS).fill('');
  private readonly latelyIds = new Int32Array(SLOTS);

  private ofPackets = 0;

  /** Whoever invents more names than `limit` has them counted, not kept. */
  constructor(
    private readonly limit: number,
    private readonly limitOfPackets: number,
  ) {}

  idOf(name: string, ofPackets: boolean): NameId {
    const { length } = name;
    const mixed =
      length === 0
        ? 0
        : name.charCodeAt(0) + 7 * name.charCodeAt(length - 1) + 31 * name.charCodeAt(length >> 1);
    const slot = (mixed + length) % SLOTS;
    const id = this.latelyIds[slot] as NameId;
    if (id !== NAMELESS && this.lately[slot] === name) return id;
    return this.look(name, slot, ofPackets);
  }

  name(id: NameId): string {
    return this.names[id] as string;
  }

  private look(name: string, slot: number, ofPackets: boolean): NameId {
    let id = this.ids.get(name);
    if (id === undefined) {
      if (this.names.length > this.limit) return NAMELESS;
      if (ofPackets && this.ofPackets++ >= this.limitOfPackets) return NAMELESS;
      const own = retainText(name);
      id = this.names.push(own) - 1;
      this.ids.set(own, id);
    }
    this.lately[slot] = this.names[id] as string;
    this.latelyIds[slot] = id;
    return id;
  }
}
