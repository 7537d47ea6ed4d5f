/** Of this run of the tests; FAULTS_SEED plays an earlier one again. */
export const FAULT_SEED = Number(process.env['FAULTS_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
