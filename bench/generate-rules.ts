/** Sigma rules by the thousand, of the make and in the proportions of SigmaHQ: most are for logs of Windows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seeded } from './random.ts';

type RulesOptions = { readonly folder: string; readonly rules: number; readonly seed: number };

/** What SigmaHQ has for web servers: 1 in 25. */
const webShare = 0.04;
const wordsInRule = 12;

const syllables = [
  'adm',
  'bak',
  'cgi',
  'dex',
  'eno',
  'fil',
  'gox',
  'hid',
  'inz',
  'jux',
  'kon',
  'lov',
] as const;
const heads = ['/wp-', '/api/', '/cgi-bin/', '.', '/', '?', '&'] as const;
const tails = ['.php', '.jsp', '=', '/', '.aspx', '(', '%2f'] as const;
const webFields = [
  ...['cs-uri-query|contains', 'cs-uri-stem|endswith', 'c-uri|contains', 'cs-uri|contains|all'],
  ...['cs-user-agent|contains', 'cs-referer|contains'],
] as const;

/** Writes one file for each rule. */
export function writeRules({ folder, rules, seed }: RulesOptions): void {
  const random = seeded(seed);
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < rules; number++)
    writeFileSync(join(folder, `rule-${number}.yml`), rule(number, random));
}

function rule(number: number, random: Random): string {
  const isWeb = random.next() < webShare;
  return [
    `title: Generated ${number}`,
    `id: ${uuid(random)}`,
    'status: test',
    'level: medium',
    `logsource: {${isWeb ? 'category: webserver' : 'product: windows, category: process_creation'}}`,
    'detection:',
    ...(isWeb ? webSearches(random) : windowsSearches(random)),
    '',
  ].join('\n');
}

/** One in five looks in the whole line, one in five for a method and a status too. */
function webSearches(random: Random): string[] {
  const kind = random.next();
  if (kind < 0.2) return ['  keywords:', ...words(random, 4), '  condition: keywords'];
  const fields = [`    ${random.pick(webFields)}:`, ...words(random, random.integer(1, wordsInRule))];
  const answer = kind < 0.4 ? ['    cs-method: POST', '    sc-status: 200'] : [];
  return ['  selection:', ...fields, ...answer, '  condition: selection'];
}

function windowsSearches(random: Random): string[] {
  return [
    ...['  selection:', `    Image|endswith: '\\${word(random)}.exe'`, '    CommandLine|contains:'],
    ...words(random, random.integer(1, wordsInRule)),
    '  condition: selection',
  ];
}

function words(random: Random, count: number): string[] {
  return Array.from(
    { length: count },
    () => `      - '${random.pick(heads)}${word(random)}${random.pick(tails)}'`,
  );
}

function word(random: Random): string {
  return Array.from({ length: random.integer(2, 5) }, () => random.pick(syllables)).join('');
}

function uuid(random: Random): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.integer(0, 16).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`;
}
