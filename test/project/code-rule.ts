/** House rules that show in one file's text. */
import { type SourceFile, withoutComments } from './source-text.ts';

type Ban = {
  /** Which files it holds for. */
  readonly where: RegExp;
  readonly what: RegExp;
  readonly why: string;
};

const maxLines = 400;

const bans: readonly Ban[] = [
  {
    where: /^src\//,
    what: /^export default\b|\bas default\b/m,
    why: 'exports by default: only a name can be searched for',
  },
  {
    where: /./,
    what: /import\s*(?:\*\s*as\s+\w+|\w+|\{[^}]*\bexec(?:Sync)?\b[^}]*\})\s*from\s*'(?:node:)?child_process'/,
    why: 'could run a shell: import spawn or execFile by name and pass an argument array',
  },
  { where: /./, what: /\bshell:\s*(?!false\b)/, why: 'runs a shell: pass an argument array' },
  {
    where: /^src\/(?:engine|model)\//,
    what: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|(?<![.\w])set(?:Timeout|Interval|Immediate)\(/,
    why: 'reads the clock: in the engine time is an input',
  },
  {
    where: /^src\/(?:engine|model)\//,
    what: /\bMath\.random\b|\bcrypto\.(?:random\w*|getRandomValues)\b/,
    why: 'is random: the engine gives the same output for the same input',
  },
  {
    where: /^src\/(?:engine|model)\//,
    what: /\bprocess\.(?:argv|cwd|emit|env|exit|hrtime|memoryUsage|nextTick|on|pid|platform|std\w+|uptime)\b|(?<![.\w])console\./,
    why: 'touches the process: the engine is pure',
  },
];

/** What a file's text breaks, one sentence each. */
export function codeViolations({ path, text }: SourceFile): readonly string[] {
  const code = withoutComments(text);
  const found = bans.flatMap(({ where, what, why }) => {
    const match = where.test(path) ? what.exec(code) : null;
    return match === null ? [] : [`${path}:${code.slice(0, match.index).split('\n').length} ${why}`];
  });
  const lines = text.trimEnd().split('\n').length;
  return lines > maxLines ? [...found, `${path} has ${lines} lines; ${maxLines} are the most`] : found;
}
