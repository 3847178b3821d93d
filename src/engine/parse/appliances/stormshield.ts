import type { FlatRecord } from '../json/json-record.ts';

/** A record of a Stormshield firewall (SNS): which of its logs it is from stands at its end. */
export function isOfStormshield({ logtype, fw, startime }: FlatRecord): boolean {
  return logtype !== undefined && fw !== undefined && startime !== undefined;
}
