import { relative } from 'node:path';
import { tactics, techniqueName, techniques } from '../../src/model/alerts/attack.ts';
import { levelRank } from '../../src/model/level.ts';
import type { RuleRow } from '../../src/model/rule-row.ts';

/** Folders of the rules, in the order of the document. */
const PARTS: Readonly<Record<string, string>> = {
  'linux/sshd': 'SSH logins',
  'generic/login': 'Logins of every other kind: login logs, FTP, IMAP, SMTP',
  any: 'All of them together',
  'linux/pam': 'Logins that PAM refuses',
  'linux/sudo': 'sudo and su',
  'linux/accounts': 'Accounts and groups',
  'linux/cron': 'Cron',
  'linux/named': 'Name servers',
  'linux/smtp': 'Mail servers',
  'web/access': 'Web requests',
  machine: 'This machine itself',
  'network/firewall': 'Firewall log',
  'network/zeek': "Zeek's connections",
  'network/ids': 'Intrusion detection',
  'network/scan': 'Captures: scans',
  'network/flood': 'Captures: floods',
  'network/http': 'Captures: requests held open',
  'network/lan': 'Captures: local networks',
  'network/dns': 'Captures: DNS',
  'network/icmp': 'Captures: pings',
  'network/connections': 'Captures: logins in cipher',
  'network/credentials': 'Captures: passwords',
  volume: 'Volume',
};

/** One section a rule that alerts; `folder` is that of the rules. */
export function rulePages(rows: readonly RuleRow[], folder: string): string {
  const alerting = rows.filter(({ alerts }) => alerts);
  const parts = Object.entries(PARTS).map(([path, title]) => {
    const own = alerting
      .filter(({ place }) => relative(folder, place).startsWith(`${path}/`))
      .sort((a, b) => levelRank(b.level) - levelRank(a.level) || (a.title < b.title ? -1 : 1));
    return { title, own };
  });
  const told = parts.flatMap(({ own }) => own);
  const forgotten = alerting.filter((row) => !told.includes(row)).map(({ name }) => name);
  if (forgotten.length > 0) throw new Error(`rules without a part of docs/rules.md: ${forgotten.join(', ')}`);
  const contents = parts
    .filter(({ own }) => own.length > 0)
    .map(
      ({ title, own }) =>
        `- ${title}: ${own.map((row) => `[${row.title}](#${anchor(row.title)})`).join(', ')}`,
    );
  const pages = parts.flatMap(({ title, own }) =>
    own.length === 0 ? [] : [`## ${title}`, ...own.map((row) => page(row, folder))],
  );
  return `${[...contents, '', ...pages].join('\n')}\n`;
}

function page(row: RuleRow, folder: string): string {
  const named = techniques(row.tags).map((id) => [id, techniqueName(id)].filter(Boolean).join(' '));
  const attack = [...named, ...tactics(row.tags)].join(', ');
  return `
### ${row.title}

\`${row.name}\` · ${row.level} · ${attack} · [${relative(folder, row.place).replace(/:\d+$/, '')}](../config/rules/${relative(folder, row.place).replace(/:\d+$/, '')})

${flat(row.description)} Fires on: ${row.condition}.

- **The attack.** ${flat(row.attack)}
- **Not an honest mistake.** ${flat(row.honest)}
- **False positives.** ${row.falsepositives.join('; ')}.
- **What to do.** ${flat(row.recommendation)}
`;
}

function flat(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
