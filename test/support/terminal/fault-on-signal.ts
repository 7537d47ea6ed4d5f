// A fault that escapes from the program's own code, at a moment that a test chooses.
process.on('SIGUSR2', () => {
  throw new Error('a fault in mid-work');
});
