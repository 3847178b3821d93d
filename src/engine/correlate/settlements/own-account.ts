import type { LogEvent } from '../../../model/log-event.ts';

/** Accounts that belong to nobody in person: of systems, in the languages of Windows, of images and of services. */
const SHARED: ReadonlySet<string> = new Set([
  ...['root', 'toor', 'admin', 'adm', 'sysadmin', 'superuser', 'sa', 'user', 'guest', 'test', 'support'],
  ...['administrator', 'administrateur', 'administrador', 'administratör', 'järjestelmänvalvoja'],
  ...['rendszergazda', 'администратор'],
  ...['ubuntu', 'debian', 'centos', 'fedora', 'ec2-user', 'azureuser', 'opc', 'pi', 'vagrant'],
  ...['postgres', 'oracle', 'mysql', 'git', 'www-data', 'backup', 'nagios', 'deploy', 'ansible', 'jenkins'],
]);

/** Methods by which machines log in, and people who typed no password. */
const WITHOUT_PASSWORD: ReadonlySet<unknown> = new Set([
  ...['publickey', 'hostbased', 'gssapi-with-mic', 'gssapi-keyex', 'none'],
]);

/** Whether somebody may have typed a password there for an account of their own. */
export function isOwnAccount({
  user,
  authMethod,
  fields,
}: Pick<LogEvent, 'user' | 'authMethod' | 'fields'>): boolean {
  if (user === null || WITHOUT_PASSWORD.has(authMethod ?? fields.auth_method)) return false;
  const name = user.slice(Math.max(user.lastIndexOf('\\'), user.lastIndexOf('/')) + 1);
  const at = name.indexOf('@');
  return !SHARED.has((at > 0 ? name.slice(0, at) : name).toLowerCase());
}
