import type { LineRef } from '../../model/log-record.ts';
import type { ParseContext } from './parser.ts';
import { AddressReader } from './source-address.ts';
import { StampReader } from './time/timestamp.ts';

/** What parsers of stamped lines have in common: the source at hand, and who reads stamps and addresses as it writes them. */
export abstract class StampedParser {
  protected readonly stamps = new StampReader();
  protected readonly addresses = new AddressReader();
  protected source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.stamps.begin(context.timeZone, context.yearReference);
  }

  protected ref(line: number): LineRef {
    return { source: this.source, line };
  }
}
