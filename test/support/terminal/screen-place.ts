import { createWorkspace, type Workspace } from '../cli/workspace.ts';

/** Where a console and its engine work, and what of the environment tells them the broker. */
export type ScreenPlace = Workspace & {
  readonly env?: Readonly<Record<string, string>>;
};

/** Each with data of its own, on one broker. */
export type OpenPlace = () => ScreenPlace;

export const openEmbeddedPlace: OpenPlace = () => createWorkspace();
