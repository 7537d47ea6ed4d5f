/** Something that `clean` shows and, once it is told to, removes. */
export type Removal = {
  /** Its size, or what it is: the first column. */
  readonly amount: string;
  readonly name: string;
  remove(): void | Promise<void>;
};
