import type { DatasetFingerprint } from '../ports.ts';

type Credentials = {
  readonly username: string;
  readonly password: string;
};

/** A place on the network that has the data set. */
export type DownloadSource = {
  /** For the operator. */
  readonly name: string;
  readonly url: URL;
  /**
   * Value of the authorization header, for the origin of `url` and no other. A function, so that
   * nothing that prints a source shows it.
   */
  readonly authorization: (() => string) | undefined;
};

/** The data set as it was published: 114,000 rows. */
export const PUBLISHED_FINGERPRINT: DatasetFingerprint = {
  sha256: 'b202fa49909b2d5cef71a04b1d21243cfeb36414535f2ca9272aa646721177bd',
  bytes: 20_118_244,
};

const KAGGLE_URL =
  'https://www.kaggle.com/api/v1/datasets/download/maharshipandya/-spotify-tracks-dataset';
const HUGGING_FACE_URL =
  'https://huggingface.co/datasets/maharshipandya/spotify-tracks-dataset/resolve/main/dataset.csv';

type SourceSettings = {
  /** Replaces both public sources. */
  readonly datasetUrl: string | undefined;
  readonly kaggle: Credentials | undefined;
};

/** Where to look, in this order. */
export function downloadSources({ datasetUrl, kaggle }: SourceSettings): readonly DownloadSource[] {
  if (datasetUrl !== undefined) return [sourceAt(new URL(datasetUrl))];
  return [
    { name: 'Kaggle', url: new URL(KAGGLE_URL), authorization: kaggle && basic(kaggle) },
    { name: 'Hugging Face', url: new URL(HUGGING_FACE_URL), authorization: undefined },
  ];
}

/** A user and password in the URL become credentials, so that no message can show them. */
function sourceAt(given: URL): DownloadSource {
  const url = new URL(given);
  url.username = '';
  url.password = '';
  const isAnonymous = given.username === '' && given.password === '';
  const credentials = {
    username: decodeURIComponent(given.username),
    password: decodeURIComponent(given.password),
  };
  return { name: 'DATASET_URL', url, authorization: isAnonymous ? undefined : basic(credentials) };
}

function basic({ username, password }: Credentials): () => string {
  return () => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
