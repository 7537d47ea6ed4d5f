/** A sleep that can be cut short. */
export type WakeUp = {
  wake(): void;
  sleep(timeoutMs: number): Promise<void>;
};

export function createWakeUp(): WakeUp {
  let finish: (() => void) | undefined;
  return {
    wake: () => finish?.(),
    sleep: (timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => finish?.(), timeoutMs);
        finish = () => {
          clearTimeout(timer);
          finish = undefined;
          resolve();
        };
      }),
  };
}
