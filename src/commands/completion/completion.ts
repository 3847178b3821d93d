import { UserError } from '../../model/user-error.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { vocabulary } from './vocabulary.ts';
import { zshCompletion } from './zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `soc-console completion SHELL`: the script that makes the shell complete our command line. */
export function completion(words: readonly string[]): string {
  const [shell = '', ...more] = words;
  if (more.length > 0 || !isShell(shell)) {
    throw new UserError(
      shell === ''
        ? 'completion of which shell?'
        : `${[shell, ...more].join(' ')}: there is no completion for it`,
      `Write soc-console completion ${Object.keys(SHELLS).join(', or ')}; the script says where it belongs.`,
    );
  }
  return SHELLS[shell](vocabulary());
}

function isShell(word: string): word is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, word);
}
