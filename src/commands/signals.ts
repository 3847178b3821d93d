const CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Waits for the work or for a signal to end it, whichever comes first. The caller then stores and stops. */
export async function untilSignal(
  work: Promise<void>,
): Promise<{ readonly ended: boolean; readonly code: number }> {
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [];
  const signalled = new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(CODES)) {
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
