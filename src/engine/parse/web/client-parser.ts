import type { ParseContext } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { ClientReader } from './forwarded.ts';

/** A parser of requests whose client may speak through proxies. */
export abstract class ClientParser extends StampedParser {
  protected readonly clients = new ClientReader();

  override begin(context: ParseContext): void {
    super.begin(context);
    this.clients.begin(context.proxies ?? null);
  }
}
