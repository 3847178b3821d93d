import { TUNNEL_KINDS } from './decode/decoded.ts';

/** Tunnels told apart; the insides of further ones of a kind are taken together. */
const MOST_TUNNELS = 4096;

/** Numbers for tunnels, by kind and by the key or VNI that they carry. Number 0 is outside of any. */
export class Tunnels {
  /** Packets seen inside each. */
  readonly packets: number[] = [0];
  private readonly numbers = new Map<number, number>();
  private readonly names: string[] = [''];

  number(kind: number, id: number): number {
    const key = kind * 4294967296 + id;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.names.length >= MOST_TUNNELS && id !== 0) return this.number(kind, 0);
    const name = TUNNEL_KINDS[kind] ?? 'tunnel';
    this.numbers.set(key, this.names.push(id === 0 ? name : `${name} ${id}`) - 1);
    this.packets.push(0);
    return this.names.length - 1;
  }

  name(number: number): string | null {
    return number === 0 ? null : (this.names[number] ?? null);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.names.slice(1).map((name, index) => [name, this.packets[index + 1] ?? 0]));
  }
}
