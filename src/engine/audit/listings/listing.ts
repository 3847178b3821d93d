import type { BadLine } from '../services.ts';

/** What a listing says of whoever holds a port. Untrusted. */
export type Listed =
  | { readonly by: 'process'; readonly program: string; readonly pid: number | null }
  | { readonly by: 'container'; readonly image: string; readonly name: string; readonly inside: number }
  /** What a scan calls the service that answered; null where it does not say. */
  | { readonly by: 'scan'; readonly service: string | null };

/** A port that others can come to, of a listing that another program made. */
export type ListedPort = {
  readonly transport: 'tcp' | 'udp';
  /** Null where the listing does not say from where it can be reached. Untrusted. */
  readonly bind: string | null;
  readonly port: number;
  readonly held: Listed | null;
};

/** The ports of one line; a text: why it tells of none though it should; null: it is about something else. */
export type Row = readonly ListedPort[] | string | null;

export type Listing = {
  readonly ports: readonly (ListedPort & { readonly line: number; readonly raw: string })[];
  /** The first of them; `badTotal` tells the truth. */
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
};

/** `[::1]`, `fe80::1%eth0` and `127.0.0.53%lo` as addresses are written elsewhere. */
export function bareAddress(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
}
