import { expect, onTestFinished, test } from 'vitest';
import { requireSoundBatches } from '../../../../../src/services/broker/embedded/batch-check.ts';
import { createBatchTable } from '../../../../../src/services/broker/embedded/batch-table.ts';
import { type LogFile, openLogFile } from '../../../../../src/services/broker/embedded/log-file.ts';
import { RecordEncoder } from '../../../../../src/services/broker/embedded/record-encoder.ts';
import { createTopicCatalog } from '../../../../../src/services/broker/embedded/topic-catalog.ts';
import { temporaryLogPath } from '../../../../support/broker/temporary-log.ts';
import { topicSpec } from '../../../../support/broker/topics.ts';

function openLog(path: string): LogFile {
  const log = openLogFile({ path });
  onTestFinished(() => log.close());
  return log;
}

test('a log to which another process appends while it is checked is no damaged one', () => {
  const path = temporaryLogPath();
  const [log, other] = [openLog(path), openLog(path)];
  const catalog = createTopicCatalog(other);
  catalog.ensure(topicSpec('tracks', 1));
  const topic = catalog.require('tracks');
  const batches = createBatchTable(other);
  let appended = 0;
  const appendOne = () => {
    const records = new RecordEncoder();
    records.append({ key: 'key', value: 'value' }, 1);
    other.write(() => batches.append(topic, 0, records));
    appended += 1;
  };
  appendOne();
  const raced: LogFile = {
    ...log,
    prepare(sql) {
      const statement = log.prepare(sql);
      const iterate = statement.iterate.bind(statement);
      return Object.assign(statement, {
        iterate: (...parameters: Parameters<typeof iterate>) => {
          appendOne();
          return iterate(...parameters);
        },
      });
    },
  };

  requireSoundBatches(raced);

  expect(appended).toBe(2);
});
