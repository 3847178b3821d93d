/**
 * fast-check on the same cases in every run, so that a change is judged by what it changes.
 * `SOC_SEED=random` looks for new cases, `SOC_SEED=12345` repeats those of a run that found one.
 */
import fc from 'fast-check';

const { SOC_SEED: wanted = '20261122' } = process.env;
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

export { fc };
