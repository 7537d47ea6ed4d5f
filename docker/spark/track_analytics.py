"""Analytics of the tracks in a Kafka topic on Spark: the figures that trackdeck computes itself.

Run by spark-submit together with Spark's Kafka connector; for Spark 4.0 and later. As a batch it
reads the topic from one set of offsets to another, as a stream it goes on with what is published
until it is ended (SIGTERM). Parquet goes to OUTPUT/genres and OUTPUT/summary. On stdout it tells
what it does as JSON, one object a line, each with the version of this schema ("v") and a "type":

  started   application, url of its pages or null, spark (its version), mode
  step      step: reading, writing (batch only)
  result    batch: number of the stream's batch, or null; tracks, foreign, unreadable, incomplete,
            explicit, uniqueTracks, uniqueArtists, uniqueArtistNames, means by feature, and genres:
            a list of genre, tracks, means
  progress  batch, inputRows, inputRowsPerSecond, processedRowsPerSecond, durationMs, offsetsBehind,
            and ends: the offset behind the last one read, by partition (streaming only)
  failed    message in one line, detail with the stack; exit code 1 follows
"""

import argparse
import contextlib
import functools
import json
import operator
import os
import signal
import sys
import threading
import time
import traceback

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

VERSION = 1
POLL_SECONDS = 0.2
END_SECONDS = 1.5

FEATURES = (
    "danceability",
    "energy",
    "valence",
    "acousticness",
    "instrumentalness",
    "liveness",
    "speechiness",
    "loudness",
    "tempo",
)
MAX_INTEGER = 2**53 - 1
UNIT = (0, 1)
# What each number of a track may be, bounds included.
RANGES = {
    **{feature: UNIT for feature in FEATURES},
    "loudness": (-100, 20),
    "tempo": (0, 1000),
    "popularity": (0, 100),
    "duration_ms": (0, MAX_INTEGER),
    "key": (-1, 11),
    "mode": (0, 1),
    "time_signature": (0, 16),
    "timestamp": (0, MAX_INTEGER),
    "record_id": (0, MAX_INTEGER),
}
TEXTS = ("track_id", "track_genre")
TEXTS_OR_NULL = ("track_name", "artists", "album_name")
# Header that trackdeck gives to every record it publishes.
DATASET_HEADER = "dataset"


def tell(kind: str, **fields) -> None:
    print(json.dumps({"v": VERSION, "type": kind, **fields}), flush=True)


def options_of(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Analytics of the tracks in a Kafka topic.")
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--topic", default="spotify-tracks")
    parser.add_argument("--output", required=True, help="hdfs://host:port/path or a directory")
    parser.add_argument("--streaming", action="store_true")
    parser.add_argument("--starting-offsets", default="earliest", help='or {"0":5,"1":0}')
    parser.add_argument("--ending-offsets", default="latest", help='or {"0":9,"1":7}, excluded')
    parser.add_argument("--max-offsets-per-trigger", type=int, default=30_000)
    parser.add_argument("--parent", type=int, help="end when this process is gone")
    return parser.parse_args(arguments)


def offsets_for(topic: str, offsets: str) -> str:
    """Offsets as the Kafka source takes them: a word, or an object by topic and partition."""
    return json.dumps({topic: json.loads(offsets)}) if offsets.startswith("{") else offsets


def kafka_options(options: argparse.Namespace) -> dict:
    """How to read the topic; what is secret comes by the environment."""
    secured = json.loads(os.environ.get("TRACKDECK_KAFKA_OPTIONS", "{}"))
    return {
        "kafka.bootstrap.servers": options.bootstrap_servers,
        "kafka.isolation.level": "read_committed",
        "subscribe": options.topic,
        "startingOffsets": offsets_for(options.topic, options.starting_offsets),
        "includeHeaders": "true",
        **{f"kafka.{name}": value for name, value in secured.items()},
    }


def all_of(conditions: list) -> Column:
    return functools.reduce(operator.and_, conditions)


def judged(records: DataFrame) -> DataFrame:
    """Each record with its kind and, where it is a track, its fields; by the console's own rules.

    Without trackdeck's header it is "foreign"; with it, but no track, "unreadable".
    """
    text = F.make_valid_utf8(F.col("value").cast("string"))
    value = F.try_parse_json(text)
    # ", name: TYPE" for every field of the object, each with a comma behind it.
    shape = F.regexp_replace(F.schema_of_variant(value), "^OBJECT<(.*)>$", ", $1,")
    read = records.select(
        F.exists("headers", lambda header: header.key == DATASET_HEADER).alias("ours"),
        text.alias("text"),
        value.alias("value"),
        shape.alias("shape"),
    )
    of_type = read.select("ours", is_typed_as_track().alias("typed"), *field_columns())
    is_track = F.coalesce(F.col("typed") & has_values_of_a_track(), F.lit(False))
    kind = (
        F.when(~F.coalesce("ours", F.lit(False)), "foreign")
        .when(is_track, "track")
        .otherwise("unreadable")
    )
    return of_type.withColumn("kind", kind)


def is_typed_as_track() -> Column:
    """Whether the JSON types are a track's; a variant's own casts would take "7" for a number."""

    def is_of(name: str, *types: str) -> Column:
        spelt = [F.col("shape").contains(f", {name}: {type_}") for type_ in types]
        return functools.reduce(operator.or_, spelt)

    return all_of(
        [
            # The parser does not mind what follows the object.
            F.col("text").rlike("\\}\\s*$"),
            *[is_of(name, "STRING,") for name in TEXTS],
            *[is_of(name, "STRING,", "VOID,") for name in TEXTS_OR_NULL],
            is_of("explicit", "BOOLEAN,"),
            *[is_of(name, "BIGINT,", "DECIMAL(", "DOUBLE,") for name in RANGES],
        ]
    )


def field_columns() -> list:
    def field(name: str, type_: str) -> Column:
        return F.try_variant_get("value", f"$.{name}", type_).alias(name)

    texts = [field(name, "string") for name in (*TEXTS, *TEXTS_OR_NULL)]
    numbers = [field(name, "double") for name in RANGES]
    return [*texts, field("explicit", "boolean"), *numbers]


def has_values_of_a_track() -> Column:
    def is_in_range(name: str, low: float, high: float) -> Column:
        number = F.col(name)
        is_inside = number.between(low, high)
        is_any = name in FEATURES
        return is_inside if is_any else is_inside & (number == F.floor(number))

    return all_of(
        [
            *[F.col(name) != "" for name in TEXTS],
            *[F.col(name).isNull() | (F.col(name) != "") for name in TEXTS_OR_NULL],
            *[is_in_range(name, low, high) for name, (low, high) in RANGES.items()],
        ]
    )


def grouped(records: DataFrame) -> DataFrame:
    """Figures of every kind and genre, in a form that can still be added up."""
    is_incomplete = functools.reduce(operator.or_, [F.col(name).isNull() for name in TEXTS_OR_NULL])
    is_track = F.col("kind") == "track"
    return (
        judged(records)
        .groupBy("kind", F.when(is_track, F.col("track_genre")).alias("genre"))
        .agg(
            F.count("*").alias("records"),
            F.count_if("explicit").alias("explicit"),
            F.count_if(is_incomplete).alias("incomplete"),
            *[F.sum(feature).alias(feature) for feature in FEATURES],
            F.collect_set("track_id").alias("track_ids"),
            F.collect_set("artists").alias("artists"),
        )
    )


def genres_of(groups: DataFrame) -> DataFrame:
    """One row a genre: tracks, explicit ones, and the mean of each feature."""
    return (
        groups.where("kind = 'track'")
        .select(
            "genre",
            F.col("records").alias("tracks"),
            "explicit",
            *[(F.col(feature) / F.col("records")).alias(feature) for feature in FEATURES],
        )
        .orderBy(F.desc("tracks"), "genre")
    )


def summary_of(groups: DataFrame) -> DataFrame:
    """One row over all tracks, with what is none counted apart."""
    tracks = groups.where("kind = 'track'")

    def count_of(kind: str) -> Column:
        return F.coalesce(F.sum(F.when(F.col("kind") == kind, F.col("records"))), F.lit(0))

    def distinct(sets: Column) -> Column:
        return F.array_size(F.array_distinct(F.flatten(F.collect_list(sets))))

    names = F.flatten(F.transform("artists", lambda field: F.split(field, ";", -1)))
    others = groups.agg(count_of("foreign").alias("foreign"), count_of("unreadable").alias("unreadable"))
    total = F.sum("records")
    return tracks.agg(
        F.coalesce(total, F.lit(0)).alias("tracks"),
        F.coalesce(F.sum("explicit"), F.lit(0)).alias("explicit"),
        (F.sum("explicit") / total).alias("explicit_share"),
        F.coalesce(F.sum("incomplete"), F.lit(0)).alias("incomplete"),
        F.count("genre").alias("unique_genres"),
        distinct(F.col("track_ids")).alias("unique_tracks"),
        distinct(F.col("artists")).alias("unique_artists"),
        distinct(F.filter(names, lambda name: name != "")).alias("unique_artist_names"),
        *[(F.sum(feature) / total).alias(feature) for feature in FEATURES],
    ).crossJoin(others)


def write(frame: DataFrame, place: str) -> None:
    frame.coalesce(1).write.mode("overwrite").parquet(place)


def tell_result(summary: dict, genres: list, batch) -> None:
    tell(
        "result",
        batch=batch,
        tracks=summary["tracks"],
        foreign=summary["foreign"],
        unreadable=summary["unreadable"],
        incomplete=summary["incomplete"],
        explicit=summary["explicit"],
        uniqueTracks=summary["unique_tracks"],
        uniqueArtists=summary["unique_artists"],
        uniqueArtistNames=summary["unique_artist_names"],
        means={feature: summary[feature] for feature in FEATURES},
        genres=[
            {
                "genre": row["genre"],
                "tracks": row["tracks"],
                "means": {feature: row[feature] for feature in FEATURES},
            }
            for row in genres
        ],
    )


@contextlib.contextmanager
def kept(frame: DataFrame):
    """A frame that is computed once and let go afterwards: Spark holds on to it as long as it runs."""
    frame.persist()
    try:
        yield frame
    finally:
        frame.unpersist()


def publish(groups: DataFrame, output: str, batch=None) -> None:
    """Computes, stores and tells the figures of these groups; the figures told are those stored."""
    with kept(groups), kept(summary_of(groups)) as summary, kept(genres_of(groups)) as genres:
        figures, table = summary.first().asDict(), [row.asDict() for row in genres.collect()]
        if batch is None:
            tell("step", step="writing")
        write(genres, f"{output}/genres")
        write(summary, f"{output}/summary")
        tell_result(figures, table, batch)


def run_batch(spark: SparkSession, options: argparse.Namespace) -> None:
    ends = offsets_for(options.topic, options.ending_offsets)
    source = spark.read.format("kafka").options(**kafka_options(options), endingOffsets=ends)
    tell("step", step="reading")
    publish(grouped(source.load()), options.output)


def run_stream(spark: SparkSession, options: argparse.Namespace) -> None:
    source = spark.readStream.format("kafka").options(
        **kafka_options(options), maxOffsetsPerTrigger=str(options.max_offsets_per_trigger)
    )
    query = (
        grouped(source.load())
        .writeStream.outputMode("complete")
        .option("checkpointLocation", f"{options.output}/checkpoint")
        .foreachBatch(lambda groups, batch: publish(groups, options.output, batch))
        .start()
    )
    told = None
    while not query.awaitTermination(POLL_SECONDS):
        for progress in [json.loads(one.json) for one in query.recentProgress]:
            mark = (progress["batchId"], progress["numInputRows"] > 0)
            if told is None or mark > told:
                told = mark
                tell_progress(progress)


def tell_progress(progress: dict) -> None:
    """Told of every batch, and once when nothing more comes."""
    source = progress["sources"][0]
    ends, latest = by_partition(source["endOffset"]), by_partition(source["latestOffset"])
    tell(
        "progress",
        batch=progress["batchId"],
        inputRows=progress["numInputRows"],
        inputRowsPerSecond=finite(progress.get("inputRowsPerSecond")),
        processedRowsPerSecond=finite(progress.get("processedRowsPerSecond")),
        durationMs=progress["durationMs"].get("triggerExecution", 0),
        offsetsBehind=sum(latest[one] - ends.get(one, 0) for one in latest) if latest else None,
        ends=ends,
    )


def by_partition(offsets) -> dict:
    """Spark tells offsets as an object by topic, or as its text; at first as nothing."""
    topics = json.loads(offsets) if isinstance(offsets, str) else offsets
    return dict(next(iter(topics.values()))) if topics else {}


def finite(rate) -> float:
    return rate if isinstance(rate, (int, float)) and abs(rate) != float("inf") else 0.0


def end_with(parent: int) -> None:
    """Ends this process and its Java when their starter is gone, whatever has become of that."""
    while is_there(parent):
        time.sleep(POLL_SECONDS)
    # In order, as long as that takes no time: then the master knows at once.
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(END_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def is_there(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody has asked about does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            # Its name, in brackets before the state, may hold anything.
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def cause_of(error: BaseException) -> str:
    """The innermost message in one line, without the stack that Java puts into it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    # The first line names the call that failed; what Java threw stands in the next, behind a colon.
    thrown = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    return next(iter(causes[-1:] or thrown or lines), type(error).__name__)


def main() -> int:
    # spark-submit puts stderr into stdout, which is for the lines above alone.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")
    options = options_of(sys.argv[1:])
    if options.parent is not None:
        threading.Thread(target=end_with, args=(options.parent,), daemon=True).start()
    try:
        spark = (
            SparkSession.builder.appName(f"trackdeck {options.topic}")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.ui.showConsoleProgress", "false")
            # As JavaScript has it: the last of two values counts.
            .config("spark.sql.variant.allowDuplicateKeys", "true")
            .getOrCreate()
        )
        context = spark.sparkContext
        mode = "streaming" if options.streaming else "batch"
        tell(
            "started",
            application=context.applicationId,
            url=context.uiWebUrl,
            spark=spark.version,
            mode=mode,
        )
        (run_stream if options.streaming else run_batch)(spark, options)
        spark.stop()
        return 0
    except Exception as error:
        tell("failed", message=cause_of(error), detail=traceback.format_exc())
        return 1


if __name__ == "__main__":
    sys.exit(main())
