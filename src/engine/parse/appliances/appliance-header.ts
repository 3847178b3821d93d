import { layout } from '../../pattern.ts';

/** What stands before the record that an appliance sent, and when it was sent as far as that tells. */
type ApplianceHeader = { readonly length: number; readonly stamp: string | null };

/**
 * How records of FortiGate and its relatives, SonicWall, Stormshield, Sophos and Zyxel begin. Other appliances name a
 * program.
 */
const RECORD = layout`
  (?:
    date=\d{4}-\d\d-\d\d time=\d\d:
    |id=[\w.-]{1,64} {1,2}sn=|id=firewall time="|device(?:_name)?="
    |src="[\w.:[\]-]{0,64}" dst="[\w.:[\]-]{0,64}" msg="
  )`;

const HEADER = new RegExp(
  layout`
    ^(?:<\d{1,3}>)? {0,2}(?:
      (
        [A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d
        |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?
      )\x20
    )?(?:[\w.:-]{1,253} {1,2})?(?=${RECORD})`,
);

/** The priority alone may stand before any record. */
const PRIORITY = /^<\d{1,3}> {0,2}(?=[\w.@/-]{1,64}=)/;

const LONGEST = 512;

/** The header before such a record; null when there is none, or something else. */
export function applianceHeader(line: string): ApplianceHeader | null {
  const head = line.slice(0, LONGEST);
  const [whole = '', stamp = null] = HEADER.exec(head) ?? PRIORITY.exec(head) ?? [];
  return whole === '' ? null : { length: whole.length, stamp };
}
