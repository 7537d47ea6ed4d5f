/** Wakes who waits; a call that came before the waiting is not lost. */
export type Latch = {
  notify(): void;
  wait(timeoutMs: number): Promise<void>;
};

export function createLatch(): Latch {
  let isNotified = false;
  let finish: (() => void) | undefined;
  return {
    notify: () => {
      isNotified = true;
      finish?.();
    },
    wait: async (timeoutMs) => {
      if (!isNotified) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => finish?.(), timeoutMs);
          finish = () => {
            clearTimeout(timer);
            finish = undefined;
            resolve();
          };
        });
      }
      isNotified = false;
    },
  };
}
