import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWebHdfs } from '../../../../src/services/hdfs/web-hdfs.ts';
import { startFakeHdfs } from '../../../support/hdfs/fake-hdfs.ts';
import { recordedAnswer } from '../../../support/hdfs/recorded-answers.ts';
import { createManualTimers } from '../../../support/http/manual-timers.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const signal = new AbortController().signal;

test('an upload asks the NameNode where to, and takes the 100 Continue that a DataNode sends unasked', async () => {
  const fake = await startFakeHdfs(({ path }, url) =>
    path.startsWith('/webhdfs')
      ? { status: 200, body: { Location: `${url}/datanode${path}?op=CREATE` } }
      : { status: 201 },
  );
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  await hdfs.upload('/exports/ä b+#%.csv', { text: 'genre,count\n' }, signal);

  const [where, upload] = fake.asked;
  expect(where?.path).toBe('/webhdfs/v1/exports/ä b+#%.csv');
  expect(Object.fromEntries(where?.parameters ?? [])).toEqual({
    'user.name': 'alice',
    op: 'CREATE',
    overwrite: 'true',
    noredirect: 'true',
  });
  expect(upload).toMatchObject({ method: 'PUT', body: 'genre,count\n' });
  expect(fake.asked).toHaveLength(2);
});

test('a DataNode that goes in the middle of an upload is one that cannot be reached', async () => {
  const localPath = join(scratchDirectory(), 'tracks.csv');
  const bytes = 5_000_000;
  writeFileSync(localPath, Buffer.alloc(bytes));
  const fake = await startFakeHdfs(({ path }, url) =>
    path.startsWith('/webhdfs') ? { status: 200, body: { Location: `${url}/put` } } : 'hang up',
  );
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  const upload = hdfs.upload('/exports/tracks.csv', { localPath, bytes }, signal);

  await expect(upload).rejects.toMatchObject({
    code: 'HDFS_UNREACHABLE',
    message: expect.stringMatching(/to write \/exports\/tracks\.csv \((ECONNRESET|EPIPE)\)$/),
  });
});

test('a local file that is gone is no fault of HDFS', async () => {
  const localPath = join(scratchDirectory(), 'tracks.csv');
  const fake = await startFakeHdfs(({ path }, url) =>
    path.startsWith('/webhdfs') ? { status: 200, body: { Location: `${url}/put` } } : undefined,
  );
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  const upload = hdfs.upload('/exports/tracks.csv', { localPath, bytes: 6 }, signal);

  await expect(upload).rejects.toMatchObject({ code: 'ENOENT', syscall: 'open' });
});

test('a local file that has become shorter than it was is no fault of HDFS, and not waited for', async () => {
  const localPath = join(scratchDirectory(), 'tracks.csv');
  writeFileSync(localPath, '12345');
  const fake = await startFakeHdfs(({ path }, url) =>
    path.startsWith('/webhdfs') ? { status: 200, body: { Location: `${url}/put` } } : undefined,
  );
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  const upload = hdfs.upload('/exports/tracks.csv', { localPath, bytes: 6 }, signal);

  await expect(upload).rejects.toMatchObject({ code: 'FILE_FAILED' });
});

test.each([
  ['safe-mode-mkdirs', 'HDFS_SAFE_MODE', 'HDFS is in safe mode: cannot make the directory /x'],
  ['safe-mode-create', 'HDFS_SAFE_MODE', 'HDFS is in safe mode: cannot make the directory /x'],
  [
    'starting-mkdirs',
    'HDFS_STARTING',
    'The NameNode is starting up: cannot make the directory /x yet',
  ],
  ['no-datanode-create', 'HDFS_NO_DATANODE', 'HDFS has no DataNode to make the directory /x'],
  ['no-datanode-open', 'HDFS_NO_DATANODE', 'HDFS has no DataNode to make the directory /x'],
  [
    'permission-mkdirs',
    'HDFS_PERMISSION',
    'HDFS does not allow to make the directory /x: Permission denied: user=alice, access=WRITE, inode="/":root:supergroup:drwxr-xr-x',
  ],
  [
    'permission-create',
    'HDFS_PERMISSION',
    'HDFS does not allow to make the directory /x: Permission denied: user=alice, access=WRITE, inode="/":root:supergroup:drwxr-xr-x',
  ],
  [
    'space-quota-create',
    'HDFS_QUOTA',
    'A quota of HDFS stands against it to make the directory /x: The DiskSpace quota of /q is exceeded: quota = 1000 B = 1000 B but diskspace consumed = 134217728 B = 128 MB',
  ],
  [
    'name-quota-mkdirs',
    'HDFS_QUOTA',
    'A quota of HDFS stands against it to make the directory /x: The NameSpace quota (directories and files) of directory /n is exceeded: quota=1 file count=2',
  ],
  ['exists-create', 'HDFS_EXISTS', 'HDFS cannot make the directory /x: it exists already'],
  ['exists-rename', 'HDFS_EXISTS', 'HDFS cannot make the directory /x: it exists already'],
  ['missing-list', 'HDFS_MISSING', 'HDFS cannot make the directory /x: it is not there'],
  ['missing-rename', 'HDFS_MISSING', 'HDFS cannot make the directory /x: it is not there'],
])(
  'what a daemon says in the case of %s becomes %s, in one line',
  async (situation, code, message) => {
    const fake = await startFakeHdfs(() => recordedAnswer(situation));
    const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

    const failure = hdfs.makeDirectories('/x', signal);

    await expect(failure).rejects.toMatchObject({ code, message });
  },
);

test('another program on that port is called one', async () => {
  const fake = await startFakeHdfs(() => ({ status: 404, body: '<html>nothing here</html>' }));
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  const failure = hdfs.makeDirectories('/x', signal);

  await expect(failure).rejects.toMatchObject({
    code: 'HDFS_REFUSED',
    message: expect.stringMatching(/answered 404 and not as WebHDFS does$/),
  });
});

test('a NameNode that is away is named with the reason', async () => {
  const hdfs = createWebHdfs({ url: 'http://127.0.0.1:9', user: 'alice' });

  const failure = hdfs.makeDirectories('/x', signal);

  await expect(failure).rejects.toMatchObject({
    code: 'HDFS_UNREACHABLE',
    message: 'Cannot reach HDFS at 127.0.0.1:9 to make the directory /x (ECONNREFUSED)',
  });
});

test('a daemon that takes a question and keeps silent is given up', async () => {
  const timers = createManualTimers();
  const fake = await startFakeHdfs(() => undefined);
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice', quietMs: 20_000, timers });

  const failure = hdfs.makeDirectories('/x', signal);
  failure.catch(() => {});
  await expect.poll(() => fake.asked).toHaveLength(1);
  await timers.fire(20_000);

  await expect(failure).rejects.toMatchObject({
    code: 'HDFS_UNREACHABLE',
    message: expect.stringContaining('no answer for 20 s'),
  });
});

test('an abort ends a request with its own reason', async () => {
  const stop = new AbortController();
  const fake = await startFakeHdfs(() => undefined);
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  const asked = hdfs.makeDirectories('/x', stop.signal);
  asked.catch(() => {});
  await expect.poll(() => fake.asked).toHaveLength(1);
  stop.abort(new Error('enough'));

  await expect(asked).rejects.toThrow('enough');
});

test('a path without anything is undefined, not a failure', async () => {
  const fake = await startFakeHdfs(() => recordedAnswer('missing-list'));
  const hdfs = createWebHdfs({ url: fake.url, user: 'alice' });

  expect(await hdfs.entry('/nowhere', signal)).toBeUndefined();
  expect(await hdfs.contentOf('/nowhere', signal)).toBeUndefined();
});
