import type { Runner } from '../platform/execute.ts';
import { programOf } from './responder.ts';

/**
 * A program that did not answer is not asked again for `rest` milliseconds, it fails at once: a ban asks several things
 * of it, and who waits for the ban should wait once.
 */
export function restingWhenSilent(run: Runner, rest: number, now = () => performance.now()): Runner {
  const silentUntil = new Map<string, number>();
  return async (argv, input) => {
    const program = programOf(argv);
    if (now() < (silentUntil.get(program) ?? 0)) {
      return { argv, input: input ?? null, exitCode: null, stdout: '', stderr: '', failure: 'timeout' };
    }
    const ran = await run(argv, input);
    if (ran.failure === 'timeout') silentUntil.set(program, now() + rest);
    return ran;
  };
}
