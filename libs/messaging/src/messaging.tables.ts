/**
 * The tables that every service's schema has for messaging: `stream` (version of each key), `outbox`, `inbox`, `parked`, `dead_letter`.
 * `outbox.position` is given by the relay when the event is published to the in-process log: gapless per shard, in relay order, so
 * that a reader's position never passes an uncommitted row. (On Kafka it stays null.)
 */
export function messagingTables(schema: string): string {
  return `
    CREATE TABLE ${schema}.stream (key text PRIMARY KEY, sequence bigint NOT NULL) WITH (fillfactor = 50);
    CREATE TABLE ${schema}.outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      event_id uuid NOT NULL UNIQUE,
      type text NOT NULL,
      topic text NOT NULL,
      key text NOT NULL,
      shard smallint NOT NULL,
      sequence bigint NOT NULL,
      exercise boolean NOT NULL,
      envelope json NOT NULL,
      written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      position bigint,
      published_at timestamptz,
      UNIQUE (key, sequence)
    );
    CREATE INDEX outbox_unpublished ON ${schema}.outbox (shard, id) WHERE published_at IS NULL;
    CREATE UNIQUE INDEX outbox_position ON ${schema}.outbox (shard, position) WHERE position IS NOT NULL;
    CREATE TABLE ${schema}.inbox (
      handler text NOT NULL,
      event_id uuid NOT NULL,
      received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (handler, event_id)
    );
    CREATE INDEX inbox_age ON ${schema}.inbox USING brin (received_at);
    CREATE TABLE ${schema}.parked (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      consumer_group text NOT NULL,
      key text NOT NULL,
      event_id uuid NOT NULL,
      type text NOT NULL,
      record json NOT NULL,
      waiting_for text NOT NULL,
      parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      tries integer NOT NULL DEFAULT 0,
      UNIQUE (consumer_group, event_id)
    );
    CREATE INDEX parked_key ON ${schema}.parked (consumer_group, key, id);
    CREATE TABLE ${schema}.dead_letter (
      id uuid PRIMARY KEY,
      consumer_group text NOT NULL,
      handler text NOT NULL,
      event_id uuid NOT NULL,
      type text NOT NULL,
      topic text NOT NULL,
      key text NOT NULL,
      record json NOT NULL,
      reason text NOT NULL,
      error text NOT NULL,
      tries integer NOT NULL,
      died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      replayed_at timestamptz,
      replayed_by text,
      UNIQUE (handler, event_id)
    );
  `;
}

/** Positions of the in-process log: one per (consumer group, source, shard), in a schema of the bus alone. */
export const busTables = `
  CREATE TABLE bus.position (
    consumer_group text NOT NULL,
    source text NOT NULL,
    shard smallint NOT NULL,
    position bigint NOT NULL,
    retry_at timestamptz,
    PRIMARY KEY (consumer_group, source, shard)
  ) WITH (fillfactor = 50);
`;
