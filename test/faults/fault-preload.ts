// Loaded into a process before the command: traces its checkpoints, and ends or stops it at one.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, fstatSync, ftruncateSync } from 'node:fs';
import { CHECKPOINTS, type UncommittedTail } from '../../src/services/checkpoints.ts';
import { FAULT_ORDER, type FaultOrder, traceLine } from './fault-order.ts';

const { trace, at } = JSON.parse(process.env[FAULT_ORDER] ?? 'null') as FaultOrder;
let hits = 0;

for (const checkpoint of CHECKPOINTS) {
  subscribe(`trackdeck:${checkpoint}`, (tail) => {
    appendFileSync(trace, traceLine({ at: Date.now(), checkpoint }));
    if (at?.checkpoint !== checkpoint) return;
    hits += 1;
    if (hits !== at.hit) return;
    if (tail !== null) tear(tail as UncommittedTail, at.kept);
    process.kill(process.pid, at.signal);
  });
}

/** As if the signal had come in the middle of the writing: a line may end anywhere. */
function tear({ file, from }: UncommittedTail, kept: number): void {
  const { size } = fstatSync(file);
  ftruncateSync(file, from + Math.floor((size - from) * kept));
}
