import type { Responder, Target } from './responder.ts';

/** Changes nothing: shows what another responder would run. The default, because nobody is surprised by it. */
export function dryRun(commands: (target: Target) => readonly (readonly string[])[]): Responder {
  return {
    name: 'dry-run',
    simulated: true,
    renews: true,
    own: true,
    commands,
    check: () => Promise.resolve(null),
    apply: () => Promise.resolve({ ran: [], failures: new Map() }),
    revert: () => Promise.resolve({ ran: [], failures: new Map() }),
    list: () => Promise.resolve({ kind: 'unknown', why: 'nothing was changed', forgiven: true }),
  };
}
