/** A clock and its timers, both moved by the test alone. */
export type ManualTime = {
  now(): number;
  after(milliseconds: number, callback: () => void): () => void;
  /** Lets time pass; timers call back in their order, each at its own time. */
  pass(milliseconds: number): void;
};

type Timer = { readonly dueAt: number; readonly callback: () => void };

export function createManualTime(startAt: number): ManualTime {
  const timers = new Set<Timer>();
  let now = startAt;

  function nextDue(until: number): Timer | undefined {
    return [...timers]
      .filter(({ dueAt }) => dueAt <= until)
      .sort((left, right) => left.dueAt - right.dueAt)[0];
  }

  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { dueAt: now + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = timer.dueAt;
        timer.callback();
      }
      now = until;
    },
  };
}
