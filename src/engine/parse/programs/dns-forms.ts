import { layout } from '../../pattern.ts';
import { ADDRESS, type Groups, type ProgramForm, patternForm, type Told } from './program-message.ts';

/** Names on the wire are written without blanks: what is none of letters, digits and their like stands there as `\032`. */
const NAME = '\\S{1,1024}';

function asked({ query, type, address, port }: Groups): Told {
  const name = query === undefined || query === '.' ? query : query.replace(/\.$/, '');
  return {
    address,
    fields: { query: name, record_type: type, src_port: port === undefined ? undefined : Number(port) },
  };
}

/** With the stamp, the category and the severity that a channel may be told to write. */
const BIND_CLIENT = layout`
  ^(?:\d\d-[A-Z][a-z]{2}-\d{4} [\d:]{8}\.\d{3} )?(?:[\w-]{1,32}: ){0,2}client\x20
  (?:@0x[\da-f]{1,16} )?(?<address>${ADDRESS})(?:%[\w-]{1,16})?#(?<port>\d{1,5})(?: \(${NAME}\))?:\x20
  (?:view [\w.-]{1,64}: )?`;

/** BIND's queries and refusals: the client stands before the names that it sent. */
export const BIND_FORMS: readonly ProgramForm[] = [
  patternForm(
    'bind-query',
    new RegExp(`${BIND_CLIENT}query: (?<query>${NAME}) [A-Z]{2,8} (?<type>[A-Z\\d-]{1,16}) [+-].{0,256}$`),
    asked,
  ),
  patternForm(
    'bind-refused',
    new RegExp(
      layout`
        ${BIND_CLIENT}(?<operation>
          query(?: \(cache\))?|zone transfer|bad zone transfer request:|update|update forwarding
        ) '(?<query>${NAME}?)(?:/(?<type>[A-Z\d-]{1,16}))?/[A-Z]{2,8}'(?: denied|: non-authoritative zone \(NOTAUTH\))
        (?: \([\w -]{1,128}\))?$`,
    ),
    (groups) => {
      const { address, fields } = asked(groups);
      const operation = /transfer|update/.exec(groups.operation ?? '')?.[0] ?? 'query';
      return { address, fields: { ...fields, action: 'denied', operation } };
    },
  ),
];

/** dnsmasq, and with it Pi-hole (`log-queries`): the client stands at the end, behind a name without blanks. */
export const DNSMASQ_FORMS: readonly ProgramForm[] = [
  patternForm(
    'dnsmasq-query',
    new RegExp(
      `^(?:\\d{1,12} ${ADDRESS}/\\d{1,5} )?query\\[(?<type>[\\w-]{1,16})\\] (?<query>${NAME}) from (?<address>${ADDRESS})$`,
    ),
    asked,
  ),
];

/** Unbound (`log-queries: yes`). */
export const UNBOUND_FORMS: readonly ProgramForm[] = [
  patternForm(
    'unbound-query',
    new RegExp(
      `^\\[\\d{1,10}:[\\da-f]{1,8}\\] (?:info|query): (?<address>${ADDRESS}) (?<query>${NAME}) (?<type>[A-Z\\d-]{1,16}) [A-Z]{2,8}$`,
    ),
    asked,
  ),
];
