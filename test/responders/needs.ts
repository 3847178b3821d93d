import { spawnSync } from 'node:child_process';

/** The reason to skip a test where one of the programs is not installed; false when all are. */
export function without(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  return missing.length === 0 ? false : `${missing.join(' and ')} not installed`;
}
