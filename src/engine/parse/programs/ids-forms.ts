import { pattern } from '../../pattern.ts';
import { alertTold } from '../sensors/ids-alerts.ts';
import { type ProgramForm, toldBy } from './program-message.ts';

/**
 * Snort and Suricata in syslog, as pfSense and OPNsense have them: `[1:2001219:20] SIGNATURE [Classification: …] [Priority: 2]
 * {TCP} ADDRESS:PORT -> ADDRESS:PORT`. Older ones write a colon behind the priority.
 */
const ALERT = pattern('s')`
  ^(?:\[(?<verdict>Drop|wDrop|Pass|Reject)\] )?\[(?<gid>\d{1,10}):(?<sid>\d{1,10}):(?<rev>\d{1,10})\]\x20
  (?<signature>.{1,512}?) (?:\[Classification: (?<category>[^\]]{0,128})\] )?\[Priority: (?<priority>\d{1,3})\]:?\x20
  \{(?<protocol>[\w:.-]{1,32})\} (?<from>[\da-fA-F.:]{2,52}) -> (?<to>[\da-fA-F.:]{2,52})$`;

export const IDS_FORMS: readonly ProgramForm[] = [
  {
    name: 'ids-alert',
    read: (text) => {
      const parts = ALERT.exec(text)?.groups;
      return parts === undefined ? null : toldBy('ids-alert', alertTold(parts));
    },
  },
];
