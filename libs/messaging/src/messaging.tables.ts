/**
 * The tables that every service's schema has for messaging: `stream` (version of each key), `outbox`, `inbox`, `parked`, `dead_letter`.
 * `outbox.position` is given by the in-process bus when the relay publishes the event: gapless per shard, in relay order, so
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
      bytes integer NOT NULL,
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
      topic text NOT NULL,
      key text NOT NULL,
      event_id uuid NOT NULL,
      type text NOT NULL,
      record json NOT NULL,
      waiting_for text NOT NULL,
      parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      tries integer NOT NULL DEFAULT 0,
      UNIQUE (consumer_group, event_id)
    );
    CREATE INDEX parked_key ON ${schema}.parked (consumer_group, topic, key, id);
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

/** How positions were given at first, shard by shard. `publishManyFunction` has taken its place. */
export const publishFunction = `
  CREATE FUNCTION bus.publish(of_source text, of_shard smallint, ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE
    last bigint;
    given bigint;
  BEGIN
    INSERT INTO bus.head (source, shard, head) VALUES (of_source, of_shard, 0) ON CONFLICT DO NOTHING;
    SELECT head INTO last FROM bus.head WHERE source = of_source AND shard = of_shard FOR UPDATE;
    EXECUTE format(
      'UPDATE %1$I.outbox o SET position = $1 + n.nth
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM %1$I.outbox WHERE id = ANY ($2) AND shard = $3 AND position IS NULL) n
       WHERE o.id = n.id', of_source)
      USING last, ids, of_shard;
    GET DIAGNOSTICS given = ROW_COUNT;
    IF given > 0 THEN
      UPDATE bus.head SET head = last + given WHERE source = of_source AND shard = of_shard;
    END IF;
    RETURN last + given;
  END $$;
`;

/**
 * The in-process log, in a schema of the bus alone. `head`: the last position given, per (source, shard). `position`: how far a consumer
 * group has read, per (topic, shard). Positions are given under the lock of the head row, in the order of the outbox ids; a
 * row that has a position keeps it, so that a repeated or late publish changes nothing.
 */
export const busTables = `
  CREATE TABLE bus.head (
    source text NOT NULL,
    shard smallint NOT NULL,
    head bigint NOT NULL,
    PRIMARY KEY (source, shard)
  ) WITH (fillfactor = 50);
  CREATE TABLE bus.position (
    consumer_group text NOT NULL,
    source text NOT NULL,
    topic text NOT NULL,
    shard smallint NOT NULL,
    position bigint NOT NULL,
    retry_at timestamptz,
    PRIMARY KEY (consumer_group, topic, shard)
  ) WITH (fillfactor = 50);
  ${publishFunction}
`;

/**
 * Gives positions in all shards of a source at once, with one commit: each shard's rows go on from its own head, in the order of the outbox
 * ids, under the locks of the heads, which everybody takes in the order of the shards.
 */
export const publishManyFunction = `
  CREATE FUNCTION bus.publish_many(of_source text, shards smallint[], ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO bus.head (source, shard, head)
    SELECT of_source, s.shard, 0 FROM (SELECT DISTINCT shard FROM unnest(shards) AS given(shard)) s
    WHERE NOT EXISTS (SELECT FROM bus.head h WHERE h.source = of_source AND h.shard = s.shard) ORDER BY s.shard
    ON CONFLICT DO NOTHING;
    PERFORM FROM bus.head WHERE source = of_source AND shard = ANY (shards) ORDER BY shard FOR UPDATE;
    EXECUTE format(
      'WITH placed AS (
         UPDATE %1$I.outbox o SET position = n.position
         FROM (SELECT f.id, h.head + row_number() OVER (PARTITION BY f.shard ORDER BY f.id) AS position
               FROM %1$I.outbox f JOIN bus.head h ON h.source = $1 AND h.shard = f.shard
               WHERE f.id = ANY ($2) AND f.shard = ANY ($3) AND f.position IS NULL) n
         WHERE o.id = n.id RETURNING o.shard, o.position)
       UPDATE bus.head h SET head = p.head FROM (SELECT shard, max(position) AS head FROM placed GROUP BY shard) p
       WHERE h.source = $1 AND h.shard = p.shard', of_source)
      USING of_source, ids, shards;
  END $$;
`;
