/** Records done and CPU seconds spent, sampled as it goes. */
type Sample = { readonly done: number; readonly cpuSeconds: number; readonly wallMs: number };

export type PhaseFigures = {
  readonly recordsPerSecond: number;
  readonly cpuSeconds: number;
  /** CPU per record in the last quarter over that in the second one, which is past the warm-up. */
  readonly endToStart: number;
};

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export class PhaseMeter {
  readonly #samples: Sample[] = [];

  sample(done: number): void {
    this.#samples.push({ done, cpuSeconds: cpuSeconds(), wallMs: performance.now() });
  }

  figures(): PhaseFigures {
    const first = this.#samples[0] as Sample;
    const last = this.#samples.at(-1) as Sample;
    const total = last.done - first.done;
    return {
      recordsPerSecond: (total * 1000) / (last.wallMs - first.wallMs),
      cpuSeconds: last.cpuSeconds - first.cpuSeconds,
      endToStart: this.#costBetween(0.75, 1) / this.#costBetween(0.25, 0.5),
    };
  }

  #costBetween(from: number, to: number): number {
    const start = this.#at(from);
    const end = this.#at(to);
    return (end.cpuSeconds - start.cpuSeconds) / (end.done - start.done);
  }

  #at(share: number): Sample {
    const last = this.#samples.at(-1) as Sample;
    const found = this.#samples.find(({ done }) => done >= last.done * share);
    return found ?? last;
  }
}
