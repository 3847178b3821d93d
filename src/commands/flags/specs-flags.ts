import { FPS, INPUT_FORMATS } from '../../config/choices.ts';
import { LEVELS } from '../../model/level.ts';
import { REPORT_FORMATS } from '../../report/incident/formats/names.ts';
import { LOG_LEVELS } from '../log.ts';
import { COMMANDS, type FlagSpec } from './specs.ts';

const ALL = COMMANDS;
const ON_BANS = ['ban', 'unban', 'bans'] as const;
const ON_PATHS = ['live', 'scan', 'watch', 'rules'] as const;
const ON_LINES = [...ON_PATHS, 'explain', 'report'] as const;
const HUNT = ['hunt'] as const;
const IN_TIME = [...ON_PATHS, 'alerts', 'hunt', 'report'] as const;
const ON_SCREEN = ['live', 'demo'] as const;
const SCREENS = ['live', 'demo', 'attach'] as const;
const SCAN = ['scan'] as const;
const REPORT = ['report'] as const;
const BAN = ['ban'] as const;
const FILE = { kind: 'path', placeholder: 'FILE' } as const;
const FOLDER = { kind: 'path', placeholder: 'DIR' } as const;
const TIME = { kind: 'time', placeholder: 'TIME' } as const;
const NONE = { kind: 'none' } as const;
const LEVEL = { kind: 'choice', placeholder: 'LEVEL', choices: LEVELS } as const;

/** Every flag, in the order in which `--help` lists them. */
export const FLAGS = [
  {
    name: 'config',
    short: 'c',
    value: FILE,
    commands: ALL,
    idle: ['completion'],
    help: 'configuration file',
  },
  {
    name: 'state',
    value: FOLDER,
    commands: ALL,
    idle: ['config', 'completion'],
    help: 'folder in which alerts and bans are kept',
  },
  {
    name: 'rules',
    value: FOLDER,
    repeatable: true,
    commands: ALL,
    idle: [...ON_BANS, 'config', 'completion'],
    help: 'folder of Sigma rules, beside the shipped ones',
  },
  {
    name: 'parsers',
    value: FOLDER,
    repeatable: true,
    commands: ON_LINES,
    help: 'folder of parsers for logs of your own (docs/formats.md)',
  },
  {
    name: 'since',
    value: TIME,
    commands: IN_TIME,
    help: 'leave out what is older (RFC 3339, or 30m, 2h, 7d ago)',
  },
  {
    name: 'until',
    value: TIME,
    commands: IN_TIME,
    help: 'leave out what is newer (RFC 3339, or 30m, 2h, 7d ago)',
  },
  {
    name: 'format',
    value: {
      kind: 'choice',
      placeholder: 'FORMAT',
      choices: ['text', 'json', 'ndjson', 'md', 'html'],
      default: 'text',
    },
    commands: SCAN,
    help: 'text, json, ndjson; md and html: the page that report makes',
  },
  {
    name: 'format',
    value: { kind: 'choice', placeholder: 'FORMAT', choices: ['text', 'json', 'ndjson'], default: 'text' },
    commands: ['alerts'],
    help: 'text, json or ndjson',
  },
  {
    name: 'format',
    value: { kind: 'choice', placeholder: 'FORMAT', choices: ['text', 'json'], default: 'text' },
    commands: ['rules', 'explain', 'audit', 'config', 'doctor'],
    help: 'text or json',
  },
  {
    name: 'format',
    value: { kind: 'choice', placeholder: 'FORMAT', choices: ['ndjson'], default: 'ndjson' },
    commands: ['watch'],
    help: 'ndjson is the only one',
  },
  {
    name: 'format',
    value: { kind: 'choice', placeholder: 'FORMAT', choices: REPORT_FORMATS },
    commands: REPORT,
    help: `${REPORT_FORMATS.join(', ')} (as FILE of -o ends, else text)`,
  },
  {
    name: 'format',
    value: {
      kind: 'choice',
      placeholder: 'FORMAT',
      choices: ['text', 'json', 'ndjson', 'csv'],
      default: 'text',
    },
    commands: HUNT,
    help: 'text, json, ndjson or csv',
  },
  {
    name: 'loki',
    value: { kind: 'text', placeholder: 'URL' },
    commands: HUNT,
    help: 'the Loki server; also LOKI_ADDR, with the other variables of logcli',
  },
  {
    name: 'selector',
    value: { kind: 'text', placeholder: 'SELECTOR' },
    commands: HUNT,
    help: 'what a saved hunt looks at: {container="victim_server"} (everything)',
  },
  {
    name: 'limit',
    value: { kind: 'integer', placeholder: 'N', min: 1, max: 1_000_000 },
    commands: HUNT,
    help: 'most lines, the newest of them (1000)',
  },
  { name: 'oldest', value: NONE, commands: HUNT, help: 'the oldest lines instead, up to the limit' },
  { name: 'series', value: NONE, commands: HUNT, help: 'as a curve over time with its figures' },
  {
    name: 'window',
    value: { kind: 'text', placeholder: 'TIME' },
    commands: HUNT,
    help: 'lines are counted in a sliding window of this length (10s)',
  },
  {
    name: 'step',
    value: { kind: 'text', placeholder: 'TIME' },
    commands: HUNT,
    help: 'between two points of a series (1s)',
  },
  {
    name: 'threshold',
    value: { kind: 'text', placeholder: 'N' },
    commands: HUNT,
    help: 'a line in the curve; tells when a series was above it',
  },
  {
    name: 'follow',
    short: 'f',
    value: NONE,
    commands: HUNT,
    help: 'lines as they come, until Ctrl-C (with --since, from then on)',
  },
  {
    name: 'rule',
    value: { kind: 'text', placeholder: 'NAME' },
    commands: HUNT,
    help: 'what this rule counts or finds, instead of a query: a curve with its threshold',
  },
  { name: 'check', value: NONE, commands: HUNT, help: 'only say whether the query is right' },
  { name: 'as-rule', value: NONE, commands: HUNT, help: 'a Sigma rule that finds the same, as a draft' },
  {
    name: 'output',
    short: 'o',
    value: FILE,
    commands: ['scan', 'alerts', 'rules', 'explain', 'audit', 'config', 'hunt', 'doctor', 'report'],
    help: 'write the report there instead of standard output, without --format as FILE ends (x.json)',
  },
  {
    name: 'level',
    value: LEVEL,
    commands: ALL,
    idle: [...ON_BANS, 'config', 'doctor', 'completion'],
    help: 'weakest alerts that are shown (low)',
  },
  {
    name: 'timezone',
    value: { kind: 'timezone', placeholder: 'ZONE' },
    commands: ALL,
    idle: [...ON_BANS, 'config', 'completion'],
    help: "of stamps without a zone: UTC, Europe/Paris, +02:00 (this machine's)",
  },
  {
    name: 'input-format',
    value: { kind: 'choice', placeholder: 'NAME', choices: INPUT_FORMATS },
    commands: [...ON_LINES, 'hunt'],
    help: `what the input is, where it is not recognised: ${INPUT_FORMATS.slice(0, 5).join(', ')}, ... (docs/formats.md)`,
  },
  {
    name: 'logsource',
    value: { kind: 'logsource', placeholder: 'SOURCE' },
    commands: ON_LINES,
    help: 'what Sigma rules apply: product/service, or category=...,product=...',
  },
  {
    name: 'to',
    value: { kind: 'choice', placeholder: 'WHAT', choices: ['logql', 'loki-ruler'] },
    commands: ['rules'],
    help: 'what export makes of the rules: logql or loki-ruler',
  },
  {
    name: 'selector',
    value: { kind: 'text', placeholder: 'SELECTOR' },
    commands: ['rules'],
    help: 'the streams that exported rules look at ({job=~".+"})',
  },
  { name: 'test-mail', value: NONE, commands: ['doctor'], help: 'send a mail as well, to see it arrive' },
  { name: 'loop', value: NONE, commands: ['demo'], help: 'start again when the evidence is used up' },
  { name: 'events', value: NONE, commands: SCAN, help: 'also every parsed event (with --format ndjson)' },
  { name: 'fail-on', value: LEVEL, commands: SCAN, help: 'exit code 1 when an alert is that serious' },
  {
    name: 'fail-on',
    value: LEVEL,
    commands: ['audit'],
    help: 'exit code 1 only when a finding is that serious',
  },
  { name: 'policy', value: FILE, commands: ['audit', 'scan'], help: 'policy, in place of the shipped one' },
  {
    name: 'jobs',
    value: { kind: 'integer', placeholder: 'N', min: 1, max: 64 },
    commands: SCAN,
    help: 'files that are read at the same time (4)',
  },
  {
    name: 'write-evidence',
    value: FILE,
    commands: SCAN,
    help: 'packets of the alerts as a capture',
  },
  {
    name: 'dry-run',
    value: NONE,
    commands: ['live', 'demo', 'watch', 'ban', 'unban'],
    help: 'bans are only shown, never carried out or lifted',
  },
  {
    name: 'for',
    value: { kind: 'text', placeholder: 'TIME' },
    commands: BAN,
    help: 'how long: 30m, 12h, 7d or forever (each repeat is longer)',
  },
  {
    name: 'on',
    value: { kind: 'text', placeholder: 'RESPONDER' },
    commands: BAN,
    help: 'by this one only: nftables, "docker web" (all of the configuration)',
  },
  { name: 'yes', value: NONE, commands: ['ban', 'unban'], help: 'do it without asking' },
  { name: 'all', value: NONE, commands: ['unban'], help: 'everybody who is banned; asks first' },
  {
    name: 'override',
    value: { kind: 'text', placeholder: 'ADDRESS' },
    commands: BAN,
    help: 'the address once more, to ban what is protected',
  },
  {
    name: 'reason',
    value: { kind: 'text', placeholder: 'TEXT' },
    commands: BAN,
    help: 'why, for the action log',
  },
  {
    name: 'format',
    value: { kind: 'choice', placeholder: 'FORMAT', choices: ['text', 'json'], default: 'text' },
    commands: ['ban', 'unban', 'bans'],
    help: 'text or json',
  },
  {
    name: 'metrics',
    value: { kind: 'text', placeholder: 'ADDRESS:PORT' },
    commands: ['watch'],
    help: 'figures for Prometheus, on the loopback: 127.0.0.1:9464',
  },
  {
    name: 'log',
    value: { kind: 'choice', placeholder: 'LEVEL', choices: LOG_LEVELS, default: 'info' },
    commands: ['watch'],
    help: 'weakest messages on standard error: error, warning, info',
  },
  { name: 'no-ban', value: NONE, commands: ON_SCREEN, help: 'no bans from this console' },
  { name: 'readonly', value: NONE, commands: SCREENS, help: 'a console that only looks' },
  { name: 'wall', value: NONE, commands: SCREENS, help: 'large, rotating, for a wall: read-only' },
  { name: 'plain', value: NONE, commands: ON_SCREEN, help: 'one line of text for each alert, no screen' },
  {
    name: 'ascii',
    value: NONE,
    commands: ['live', 'demo', 'attach', 'scan', 'hunt', 'report'],
    help: 'draw with # * . - only',
  },
  {
    name: 'no-color',
    value: NONE,
    commands: ALL,
    idle: ['config', 'completion'],
    help: 'no colors (as NO_COLOR does)',
  },
  { name: 'no-mouse', value: NONE, commands: SCREENS, help: 'leave the mouse to the terminal' },
  {
    name: 'fps',
    value: { kind: 'integer', placeholder: 'N', ...FPS },
    commands: SCREENS,
    help: `most frames a second for new data, ${FPS.min} to ${FPS.max} (10)`,
  },
  {
    name: 'label',
    value: { kind: 'text', placeholder: 'KEY=VALUE' },
    repeatable: true,
    commands: HUNT,
    help: 'a label of the local lines, beside filename, source, format and host',
  },
  {
    name: 'lang',
    value: { kind: 'choice', placeholder: 'LANG', choices: ['en', 'fr'], default: 'en' },
    commands: REPORT,
    help: 'language of the report: en, fr (en)',
  },
  {
    name: 'lang',
    value: { kind: 'choice', placeholder: 'LANG', choices: ['en', 'fr'] },
    commands: ALL.filter((command) => command !== 'report'),
    idle: [...ON_BANS, 'config', 'doctor', 'completion'],
    help: 'language of mails and of what the commands say of alerts: en, fr',
  },
  {
    name: 'quiet',
    value: NONE,
    commands: ALL,
    idle: ['completion'],
    help: 'no progress and no messages, only the result',
  },
  { name: 'version', value: NONE, commands: ALL, help: 'print the version' },
  { name: 'help', short: 'h', value: NONE, commands: ALL, help: 'print this; after a command, its own help' },
] as const satisfies readonly FlagSpec[];

/** Flags that are answered before any command runs. */
export const ANSWERED = ['help', 'version'] as const;
