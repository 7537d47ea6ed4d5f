export type RequestedValue<Value> = {
  /** What was last asked for while the engine has not answered, else what is. */
  current(): Value;
  /** Counts as asked for until the work is done. */
  request(value: Value, work: () => Promise<void>): Promise<void>;
};

/** Keys pressed faster than the engine answers go on from what they have asked for. */
export function createRequestedValue<Value>(actual: () => Value): RequestedValue<Value> {
  let asked: { readonly value: Value } | null = null;
  let underWay = 0;
  return {
    current: () => (asked === null ? actual() : asked.value),
    async request(value, work) {
      asked = { value };
      underWay += 1;
      try {
        await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) asked = null;
      }
    },
  };
}
