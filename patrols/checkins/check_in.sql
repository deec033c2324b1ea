-- One upload of check-ins, whole: who sends it, and for each item the sign, the time, the duty, every doubt (PA-01 …
-- PA-07, PA-09), the row, the point's visits and the duty's start. One statement, because a phone in an alley with
-- bad reception gets one try, and because a station's day is thousands of them.
--
-- Installed after migrate (patrols/checkins/engine.py); the placeholders are the defaults of PatrolSettings.
--
--   door       'device' or 'token': ``secret`` is the digest of the phone's cookie or of the API token;
--              'guard': ``secret`` is the id of a guard whom Django has let in.
--   waived     a due password closes no token (demo).
--   zone       the time zone of duty days.
--   via        the paired phone (DeviceToken) where the door is 'guard'.
--   phone      the phone itself: a random id it keeps, whoever is logged in on it.
--   sent_at    the phone's clock when it sent, to correct the times it claims.
--   items      [{c: client id, p: checkpoint, v: sign version, s: step of a display's code, t: claimed time, o: offline,
--              n: counter, y: latitude, x: longitude, a: accuracy, f: photo, m: manual, k: fingerprint}, …]
--   clock      the server's time, for simulations and tests; null is now.
--
-- The answer is one JSON text: first for the door [status, station, language], then an array an item in their order:
-- [status, code, id, duty, counted, flags, visited, planned, at in seconds]. One value and not rows of a table, simple
-- conditions apart from those that ask the database: every part of this file is paid for by each check-in (0014).
CREATE TYPE patrols_check_in_item AS (
    c uuid, p bigint, v integer, s bigint, t timestamptz, o boolean, n integer, y double precision,
    x double precision, a integer, f bigint, m boolean, k text
);

CREATE FUNCTION patrols_metres(
    lat double precision, lng double precision, other_lat double precision, other_lng double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT 2 * 6371008.8 * asin(least(1, sqrt(
        sin(radians(other_lat - lat) / 2) ^ 2
        + cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lng - lng) / 2) ^ 2)))
$body$;

CREATE FUNCTION patrols_check_in(
    door text, secret text, waived boolean, zone text, via bigint, phone uuid, sent_at timestamptz, items jsonb,
    clock timestamptz
) RETURNS text LANGUAGE plpgsql VOLATILE AS $body$
#variable_conflict use_column
DECLARE
    who record;
    item patrols_check_in_item;
    here record;
    later_at timestamptz;
    later_point bigint;
    later_lat double precision;
    later_lng double precision;
    known record;
    received timestamptz;
    skew interval;
    skewed boolean;
    off boolean;
    manual boolean;
    moment timestamptz;
    fresh_at timestamptz;
    doubts varchar[];
    metres double precision;
    counts boolean;
    code text;
    made bigint;
    visited integer;
    planned integer;
    present bigint;  -- the duty of the item before, and its points visited by now
    walked integer;
    touched bigint[] := '{}';
    last integer := jsonb_array_length(items) - 1;
    told text;
BEGIN
    -- Who: one row, or nobody.
    IF door = 'device' THEN
        SELECT d.id AS device, d.last_seen_at AS seen, u.id AS person, u.language, u.home_station_id AS station,
               g.id AS guard, %(limits)s INTO who
        FROM stations_devicetoken d
        JOIN stations_user u ON u.id = d.user_id AND u.is_active
        LEFT JOIN patrols_guard g ON g.user_id = u.id AND g.station_id = u.home_station_id
            AND (g.left_on IS NULL OR g.left_on > (now() AT TIME ZONE zone)::date)
        LEFT JOIN patrols_patrolsettings s ON s.station_id = u.home_station_id
        WHERE d.digest = secret AND d.revoked_at IS NULL AND d.expires_at > now();
    ELSIF door = 'token' THEN
        SELECT NULL::bigint AS device, k.last_used_at AS seen, u.id AS person, u.language,
               u.home_station_id AS station, g.id AS guard, k.id AS key, %(limits)s INTO who
        FROM stations_apitoken k
        JOIN stations_user u ON u.id = k.user_id AND u.is_active AND u.home_station_id = k.station_id
        LEFT JOIN patrols_guard g ON g.user_id = u.id AND g.station_id = u.home_station_id
            AND (g.left_on IS NULL OR g.left_on > (now() AT TIME ZONE zone)::date)
        LEFT JOIN patrols_patrolsettings s ON s.station_id = u.home_station_id
        WHERE k.digest = secret AND k.revoked_at IS NULL AND k.expires_at > now()
          AND (u.password_changed_at IS NULL OR u.password_changed_at <= k.created_at)
          AND (waived OR NOT u.must_change_password);
    ELSE
        SELECT via AS device, now() AS seen, u.id AS person, u.language, g.station_id AS station, g.id AS guard,
               %(limits)s INTO who
        FROM patrols_guard g
        JOIN stations_user u ON u.id = g.user_id
        LEFT JOIN patrols_patrolsettings s ON s.station_id = g.station_id
        WHERE g.id = secret::bigint;
    END IF;
    IF NOT FOUND THEN
        RETURN '[["stranger", null, ""]]';
    END IF;
    told := json_build_array(CASE WHEN who.guard IS NULL THEN 'no_guard' ELSE 'known' END, who.station, who.language);
    IF who.guard IS NULL THEN
        RETURN '[' || told || ']';
    END IF;
    -- Noted once a minute, as the other doors do.
    IF who.seen IS NULL OR who.seen < now() - interval '1 minute' THEN
        IF door = 'device' THEN
            UPDATE stations_devicetoken SET last_seen_at = now() WHERE id = who.device;
        ELSE
            UPDATE stations_apitoken SET last_used_at = now() WHERE id = who.key;
        END IF;
    END IF;

    -- One upload of a guard at a time: retries that overlap see each other's rows.
    IF pg_advisory_xact_lock(7008, who.guard::integer) IS NULL THEN
    END IF;
    received := coalesce(clock, clock_timestamp());
    skew := sent_at - received;
    skewed := abs(extract(epoch FROM skew)) > who.skew_seconds;

    FOR place IN 0 .. last LOOP
        item := jsonb_populate_record(NULL::patrols_check_in_item, items -> place);
        manual := item.m IS TRUE;
        doubts := '{}';
        off := skewed IS TRUE;

        -- PA-01: the server's time is the truth. A later upload counts at the phone's time, corrected by how far
        -- the phone's clock was off when it sent; a time that cannot be is not kept as the time of the check-in.
        moment := received;
        IF item.o OR manual THEN
            moment := item.t - coalesce(skew, interval '0');
            IF moment > received THEN
                off := off OR extract(epoch FROM moment - received) > who.skew_seconds;
                moment := received;
            ELSIF moment < received - interval '31 days' THEN
                moment := received;
                doubts := array['clock', 'too_old'];
            ELSIF moment < received - who.offline_hours AND NOT manual THEN
                doubts := array['too_old'];
            END IF;
        ELSIF skew IS NULL THEN
            off := abs(extract(epoch FROM item.t - received)) > who.skew_seconds;
        END IF;
        IF off AND NOT 'clock' = ANY (doubts) AND NOT manual THEN
            doubts := doubts || 'clock'::varchar;
        END IF;

        -- The point, what this id was before, the guard's check-in before, and the duty that owes the point.
        SELECT c.id, c.station_id, c.lat, c.lng, c.radius, c.indoor, c.sign_version, c.sign_issued_at, c.active,
               was.id AS was_id,
               before.at AS before_at, before.counter AS before_counter, before.phone AS before_phone,
               before.checkpoint_id AS before_point, q.lat AS before_lat, q.lng AS before_lng,
               duty.id AS duty, duty.date, duty.ends_at, duty.state, duty.planned, duty.mode, duty.ordered, duty.target, duty.seq,
               duty.visits, duty.not_before, duty.done
        INTO here
        FROM patrols_checkpoint c
        LEFT JOIN patrols_checkin was ON was.guard_id = who.guard AND was.client_id = item.c
        LEFT JOIN LATERAL (
            SELECT b.at, b.counter, b.phone, b.checkpoint_id FROM patrols_checkin b
            WHERE b.guard_id = who.guard AND b.at <= moment ORDER BY b.at DESC LIMIT 1
        ) before ON true
        LEFT JOIN patrols_checkpoint q ON q.id = before.checkpoint_id
        LEFT JOIN LATERAL (
            SELECT d.id, d.date, d.ends_at, d.state, d.planned, d.mode,
                   coalesce(r.ordered AND d.mode <> 'random', false) AS ordered,
                   owed.id AS target, owed.seq, owed.visits, owed.not_before,
                   CASE WHEN d.id IS DISTINCT FROM present THEN
                       (SELECT count(*) FROM patrols_dutytarget w WHERE w.duty_id = d.id AND w.visits > 0)
                   END AS done
            FROM patrols_dutyguard named
            JOIN patrols_patrolduty d ON d.id = named.duty_id AND d.state <> 'cancelled'
            LEFT JOIN patrols_route r ON r.id = d.route_id
            LEFT JOIN patrols_dutytarget owed ON owed.duty_id = d.id AND owed.checkpoint_id = c.id
            WHERE named.guard_id = who.guard AND named.holds
              AND tstzrange(named.starts_at, named.ends_at) && tstzrange(
                  moment - who.grace_minutes,
                  moment + who.early_minutes, '[]')
            ORDER BY owed.id IS NULL, moment >= named.starts_at AND moment < named.ends_at DESC, owed.visits > 0,
                     named.starts_at
            LIMIT 1
        ) duty ON true
        WHERE c.id = item.p;

        IF NOT FOUND OR here.station_id <> who.station THEN
            told := told || ',["refused", "unknown_sign"]';
            CONTINUE;
        END IF;

        -- The same id again: the first answer again, or both contents kept for whoever looks into it.
        IF here.was_id IS NOT NULL THEN
            SELECT b.id, b.mark, b.duty_id, b.counted, b.flags, b.at INTO known
            FROM patrols_checkin b WHERE b.id = here.was_id;
            IF known.mark = item.k THEN
                code := CASE WHEN known.counted THEN 'counted' WHEN 'repeat' = ANY (known.flags) THEN 'repeat'
                    WHEN 'too_old' = ANY (known.flags) THEN 'too_old' WHEN 'unplanned' = ANY (known.flags) THEN 'unplanned'
                    ELSE 'discounted' END;
                SELECT count(w.id), coalesce(max(d.planned), 0) INTO visited, planned
                FROM patrols_patrolduty d LEFT JOIN patrols_dutytarget w ON w.duty_id = d.id AND w.visits > 0
                    AND (d.mode <> 'window' OR w.seq = (SELECT min(z.seq) FROM patrols_dutytarget z WHERE z.duty_id = d.id)
                        OR w.seq = (SELECT max(z.seq) FROM patrols_dutytarget z WHERE z.duty_id = d.id))
                WHERE d.id = known.duty_id;
                told := told || ',' || json_build_array('repeated', code, known.id, known.duty_id, known.counted, known.flags,
                    visited, planned, extract(epoch FROM known.at))::text;
            ELSE
                INSERT INTO patrols_checkinconflict (station_id, guard_id, client_id, content, received_at)
                SELECT who.station, who.guard, item.c, to_jsonb(item), received
                WHERE NOT EXISTS (SELECT 1 FROM patrols_checkinconflict o WHERE o.guard_id = who.guard
                    AND o.client_id = item.c AND o.content ->> 'k' = item.k);
                told := told || ',["conflict", "other_content"]';
            END IF;
            CONTINUE;
        END IF;

        -- PA-02, PA-12: the sign. Scanned before a new one was issued, and uploaded after: kept, a person decides.
        IF NOT here.active THEN
            told := told || ',["refused", "point_closed"]';
            CONTINUE;
        END IF;
        IF item.v IS NOT NULL AND item.v <> here.sign_version THEN
            IF item.o AND item.v < here.sign_version AND moment < here.sign_issued_at THEN
                IF NOT 'too_old' = ANY (doubts) THEN
                    doubts := doubts || 'too_old'::varchar;
                END IF;
            ELSE
                told := told || ',["refused", "sign_reissued"]';
                CONTINUE;
            END IF;
        END IF;
        IF item.s IS NOT NULL THEN
            -- A display's code lives 30 seconds; judged when it was read, with some seconds for the clocks.
            fresh_at := CASE WHEN item.o THEN moment ELSE greatest(least(item.t - skew, received),
                received - interval '90 seconds') END;
            fresh_at := coalesce(fresh_at, received);
            IF extract(epoch FROM fresh_at) + 5 < item.s * 15 OR extract(epoch FROM fresh_at) - 5 >= item.s * 15 + 30 THEN
                IF item.o THEN
                    IF NOT 'clock' = ANY (doubts) THEN
                        doubts := doubts || 'clock'::varchar;
                    END IF;
                ELSE
                    told := told || ',["refused", "code_expired"]';
                    CONTINUE;
                END IF;
            END IF;
        END IF;

        -- PA-03: where. Indoors a photo takes the place of the position; a display's code proves the place itself.
        metres := NULL;
        IF item.y IS NOT NULL THEN
            metres := patrols_metres(here.lat, here.lng, item.y, item.x);
        END IF;
        IF NOT manual AND NOT (here.indoor AND item.f IS NOT NULL) THEN
            IF metres IS NULL OR item.v IS NULL THEN
                -- Uploaded later, a display's code may have been sent on from hand to hand.
                IF item.f IS NULL AND (item.s IS NULL OR item.o) THEN
                    doubts := doubts || 'nowhere'::varchar;
                END IF;
            END IF;
            IF metres > here.radius + coalesce(item.a, 0) THEN
                doubts := doubts || 'far'::varchar;
            END IF;
            IF metres IS NOT NULL AND item.a > who.accuracy_metres THEN
                doubts := doubts || 'vague'::varchar;
            END IF;
        END IF;

        -- PA-04: faster than anybody walks, from the check-in before and, uploaded later, to the one after.
        later_at := NULL;
        IF item.o OR manual THEN
            SELECT b.at, b.checkpoint_id, q.lat, q.lng INTO later_at, later_point, later_lat, later_lng
            FROM (SELECT o.at, o.checkpoint_id FROM patrols_checkin o
                  WHERE o.guard_id = who.guard AND o.at > moment ORDER BY o.at LIMIT 1) b
            JOIN patrols_checkpoint q ON q.id = b.checkpoint_id;
        END IF;
        IF NOT manual THEN
            IF here.before_point <> here.id AND patrols_metres(here.before_lat, here.before_lng, here.lat, here.lng)
                > who.walking_kmh / 3.6
                  * greatest(extract(epoch FROM moment - here.before_at), 1) THEN
                doubts := doubts || 'speed'::varchar;
            ELSIF later_point <> here.id AND patrols_metres(later_lat, later_lng, here.lat, here.lng)
                > who.walking_kmh / 3.6 * greatest(extract(epoch FROM later_at - moment), 1) THEN
                doubts := doubts || 'speed'::varchar;
            END IF;
            -- PA-09: the phone counts its check-ins; a number left out or used twice is a doubt.
            IF item.n IS NOT NULL AND here.before_counter IS NOT NULL
                AND here.before_phone IS NOT DISTINCT FROM patrols_check_in.phone AND item.n <> here.before_counter + 1 THEN
                doubts := doubts || 'counter'::varchar;
            END IF;
        END IF;
        -- PA-05: one phone for two people.
        IF patrols_check_in.phone IS NOT NULL THEN
            IF EXISTS (
                SELECT 1 FROM patrols_checkin o
                WHERE o.phone = patrols_check_in.phone AND o.guard_id <> who.guard
                  AND o.at > moment - who.sharing_minutes AND o.at < moment + who.sharing_minutes
            ) THEN
                doubts := doubts || 'shared'::varchar;
            END IF;
        END IF;
        -- PA-06: the same point again too soon; kept, not counted.
        IF here.before_at > moment - who.repeat_minutes OR later_at < moment + who.repeat_minutes THEN
            IF EXISTS (
                SELECT 1 FROM patrols_checkin o
                WHERE o.guard_id = who.guard AND o.checkpoint_id = here.id AND o.counted
                  AND o.at > moment - who.repeat_minutes AND o.at < moment + who.repeat_minutes
            ) THEN
                doubts := doubts || 'repeat'::varchar;
            END IF;
        END IF;

        -- The duty: nobody is sent away, but what no duty owes counts for none.
        IF here.target IS NULL THEN
            doubts := doubts || 'unplanned'::varchar;
        ELSE
            IF here.not_before > moment THEN
                doubts := doubts || 'early'::varchar;
            END IF;
            IF moment >= here.ends_at THEN
                doubts := doubts || 'late'::varchar;
            END IF;
            IF last > 0 AND present IS DISTINCT FROM here.duty THEN
                -- Two long uploads of one duty do not wait for each other's points crosswise.
                IF pg_advisory_xact_lock(7009, here.duty::integer) IS NULL THEN
                END IF;
            END IF;
            -- PA-07: a point passed over, or gone back to; a second round is in order.
            IF here.ordered AND here.visits = 0 THEN
                IF EXISTS (
                    SELECT 1 FROM patrols_dutytarget w
                    WHERE w.duty_id = here.duty AND (
                        (w.seq > here.seq AND w.visits > 0)
                        OR (w.seq < here.seq AND w.visits = 0 AND NOT EXISTS (
                            SELECT 1 FROM patrols_dutytarget z
                            WHERE z.duty_id = here.duty AND z.seq > w.seq AND z.seq < here.seq AND z.visits > 0)))
                ) THEN
                    doubts := doubts || 'order'::varchar;
                END IF;
            END IF;
        END IF;
        counts := NOT doubts && array['repeat', 'unplanned', 'too_old']::varchar[];

        INSERT INTO patrols_checkin (
            station_id, client_id, mark, guard_id, checkpoint_id, duty_id, date, at, received_at, claimed_at, method,
            offline, counter, lat, lng, accuracy, distance, photo_id, device_id, phone, flags, counted, closing
        ) VALUES (
            who.station, item.c, item.k, who.guard, here.id, here.duty,
            coalesce(here.date, (moment AT TIME ZONE zone)::date), moment, received, item.t,
            CASE WHEN manual THEN 'manual' WHEN item.f IS NOT NULL THEN 'photo' WHEN item.s IS NOT NULL THEN 'rotating'
                ELSE 'scan' END,
            item.o, item.n, item.y, item.x, item.a, least(metres, 2147483647)::integer, item.f, who.device, patrols_check_in.phone,
            doubts,
            counts, ''
        ) RETURNING patrols_checkin.id INTO made;

        IF here.duty IS NULL OR here.duty IS DISTINCT FROM present THEN
            walked := coalesce(here.done, 0);
        END IF;
        IF counts THEN
            UPDATE patrols_dutytarget w SET visits = w.visits + 1, first_at = least(w.first_at, moment)
            WHERE w.id = here.target;
            walked := walked + (here.visits = 0)::integer;
            -- The duty begins; or it is over, and may be reckoned by now or at this very moment: once more then.
            IF here.state <> 'running' OR received > here.ends_at THEN
                touched := touched || here.duty;
            END IF;
        END IF;
        -- How much of the duty is done by now; of a window its two ends alone are asked for.
        visited := walked;
        IF here.mode = 'window' THEN
            SELECT count(*) INTO visited FROM patrols_dutytarget w
            WHERE w.duty_id = here.duty AND w.visits > 0
              AND (w.seq = (SELECT min(z.seq) FROM patrols_dutytarget z WHERE z.duty_id = here.duty)
                   OR w.seq = (SELECT max(z.seq) FROM patrols_dutytarget z WHERE z.duty_id = here.duty));
        END IF;
        present := here.duty;
        told := told || ',' || json_build_array('recorded', CASE WHEN counts THEN 'counted'
            WHEN 'repeat' = ANY (doubts) THEN 'repeat' WHEN 'too_old' = ANY (doubts) THEN 'too_old' ELSE 'unplanned' END,
            made, here.duty, counts, doubts, visited, coalesce(here.planned, 0), extract(epoch FROM moment))::text;
    END LOOP;

    -- Last, and in one order: whoever closes a duty holds its row.
    IF touched <> '{}' THEN
        UPDATE patrols_patrolduty d
        SET state = CASE WHEN d.state = 'planned' THEN 'running' ELSE d.state END,
            reckon = d.reckon OR d.ends_at < received OR d.state NOT IN ('planned', 'running')
        FROM (SELECT l.id FROM patrols_patrolduty l WHERE l.id = ANY (touched) ORDER BY l.id FOR NO KEY UPDATE) AS mine
        WHERE d.id = mine.id;
    END IF;
    RETURN '[' || told || ']';
END
$body$;
