import { availableParallelism, loadavg } from 'node:os';

/** By how much everything takes longer where processes queue for this machine's processors; 1 where none does. */
export function slowdown(): number {
  const [lastMinute = 0] = loadavg();
  return Math.max(1, lastMinute / availableParallelism());
}
