import { layout } from '../../../pattern.ts';
import { ADDRESS, type ProgramForm, passwordLogin, patternForm } from '../program-message.ts';

const refused = passwordLogin('failure', 'smtp');

/** Courier's SMTP: the peer stands first, what the client sent last. */
export const COURIER_SMTP_FORMS: readonly ProgramForm[] = [
  patternForm(
    'courier-smtp-refused',
    new RegExp(
      `^error,relay=(?<address>${ADDRESS})(?:,port=\\d{1,5})?(?:,ident=[^,"]{0,128})?,msg="535 Authentication failed\\.?"(?:,cmd: .{0,600})?$`,
      's',
    ),
    refused,
  ),
];

/**
 * sendmail before 8.16 tells no refused login, but once in a connection that there were more than anybody needs. All of them were
 * refused: a client that was let in asks no more.
 */
export const SENDMAIL_LIMIT_FORMS: readonly ProgramForm[] = [
  patternForm(
    'sendmail-many-refused',
    new RegExp(
      layout`
        ^(?:[\w-]{8,20}: )?(?:[\w.-]{1,255} )?\[(?:IPv6:)?(?<address>${ADDRESS})\](?: \(may be forged\))?: possible\x20
        SMTP attack: command=AUTH, count=(?<count>\d{1,3})$`,
    ),
    ({ address, count }) => ({
      ...refused({ address: address ?? '' }),
      attempts: Math.max(1, Number(count)),
    }),
  ),
];
