type EndOrHangup = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Which exit code a process ends with that a signal ended. */
export const EXIT_CODES: Readonly<Record<EndOrHangup, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Waits for the work or for a signal to end it, whichever comes first. The caller then stores and stops. */
export async function untilSignal(
  work: Promise<void>,
): Promise<{ readonly ended: boolean; readonly code: number }> {
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [];
  const signalled = new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(EXIT_CODES)) {
      const listener = (): void => resolve(code);
      process.on(signal, listener);
      listeners.push([signal as NodeJS.Signals, listener]);
    }
  });
  try {
    return await Promise.race([
      work.then(() => ({ ended: true, code: 0 })),
      signalled.then((code) => ({ ended: false, code })),
    ]);
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
}

/** Keeps signals until they are asked for: one that comes while the last is dealt with is not lost. */
export function listenToSignals(): { next(): Promise<EndOrHangup>; close(): void } {
  const came: EndOrHangup[] = [];
  let tell: ((signal: EndOrHangup) => void) | null = null;
  const listeners = (Object.keys(EXIT_CODES) as EndOrHangup[]).map((signal) => {
    const listener = (): void => {
      if (tell) tell(signal);
      else if (!came.includes(signal)) came.push(signal);
      tell = null;
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  return {
    next() {
      const first = came.shift();
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        tell = resolve;
      });
    },
    close() {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
