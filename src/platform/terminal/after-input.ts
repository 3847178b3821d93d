import type { Schedule } from './paced-writer.ts';

/** What has arrived until then comes first: a program that was busy finds the time over before it has read. */
export const afterInput: Schedule = (run, delay) => {
  let waiting: NodeJS.Immediate | null = null;
  const timer = setTimeout(() => {
    waiting = setImmediate(run);
  }, delay);
  return () => {
    clearTimeout(timer);
    if (waiting !== null) clearImmediate(waiting);
  };
};
