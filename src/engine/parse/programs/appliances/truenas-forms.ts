import { readJsonRecord } from '../../json/json-record.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';

const AUDIT = '@cee:';

/** TrueNAS' audit: a record whose parts are JSON once more, as text. */
function readAudit(text: string): ProgramMessage | null {
  const record = text.startsWith(AUDIT) ? readJsonRecord(text.slice(AUDIT.length)) : null;
  const success = record?.['TNAUDIT.success'];
  if (record?.['TNAUDIT.event'] !== 'AUTHENTICATION' || typeof success !== 'boolean') return null;
  const address = record['TNAUDIT.addr'];
  const data = readJsonRecord(String(record['TNAUDIT.event_data']));
  const user = data?.['credentials.credentials_data.username'];
  return toldBy('truenas', {
    ...{ login: true, outcome: success ? 'success' : 'failure' },
    user: typeof user === 'string' ? user : null,
    address: typeof address === 'string' && ADDRESS.test(address) ? address : null,
    fields: { auth_method: 'password', protocol: 'https' },
  });
}

const ADDRESS = /^[\da-fA-F.:]{2,45}$/;

export const TRUENAS_FORMS: readonly ProgramForm[] = [{ name: 'truenas', read: readAudit }];
