-- The same for identities as for users: names are one line, pictures are addresses on
-- the web, domains are in A-labels. No checks here: a Better Auth server that takes
-- these tables over has rules of its own.
UPDATE neon_auth."user"
    SET name = left(btrim(regexp_replace(regexp_replace(name, '[\u0009-\u000d\u0085\u2028\u2029]+', ' ', 'g'),
        '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '', 'g')), 256)
    WHERE name ~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
        OR char_length(name) > 256;
UPDATE neon_auth."user" SET image = NULL
    WHERE image !~ '^https?://[^\s]+$' OR char_length(image) > 2000;

-- The domain of an address in A-labels (RFC 3492 with the parameters of RFC 3490).
CREATE FUNCTION neon_auth.canonical_address(address text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
    digits constant text := 'abcdefghijklmnopqrstuvwxyz0123456789';
    label text;
    labels text[] := '{}';
    points bigint[];
    encoded text;
    point bigint;
    n bigint; delta bigint; bias bigint; handled bigint; basic bigint; q bigint; k bigint; t bigint;
BEGIN
    FOREACH label IN ARRAY string_to_array(substring(address FROM '@([^@]*)$'), '.') LOOP
        IF label ~ '^[\u0001-\u007f]*$' THEN
            labels := labels || label;
            CONTINUE;
        END IF;
        points := ARRAY(SELECT ascii(c) FROM unnest(string_to_array(label, NULL)) AS c);
        encoded := regexp_replace(label, '[^\u0001-\u007f]', '', 'g');
        basic := char_length(encoded);
        IF basic > 0 THEN
            encoded := encoded || '-';
        END IF;
        n := 128; delta := 0; bias := 72; handled := basic;
        WHILE handled < cardinality(points) LOOP
            point := (SELECT min(p) FROM unnest(points) AS p WHERE p >= n);
            delta := delta + (point - n) * (handled + 1);
            n := point;
            FOREACH point IN ARRAY points LOOP
                IF point < n THEN
                    delta := delta + 1;
                ELSIF point = n THEN
                    q := delta;
                    k := 36;
                    LOOP
                        t := greatest(1, least(26, k - bias));
                        EXIT WHEN q < t;
                        encoded := encoded || substr(digits, (t + (q - t) % (36 - t) + 1)::int, 1);
                        q := (q - t) / (36 - t);
                        k := k + 36;
                    END LOOP;
                    encoded := encoded || substr(digits, (q + 1)::int, 1);
                    delta := CASE WHEN handled = basic THEN delta / 700 ELSE delta / 2 END;
                    delta := delta + delta / (handled + 1);
                    k := 0;
                    WHILE delta > 455 LOOP
                        delta := delta / 35;
                        k := k + 36;
                    END LOOP;
                    bias := k + 36 * delta / (delta + 38);
                    delta := 0;
                    handled := handled + 1;
                END IF;
            END LOOP;
            delta := delta + 1;
            n := n + 1;
        END LOOP;
        labels := labels || ('xn--' || encoded);
    END LOOP;
    RETURN substring(address FROM '^(.*)@') || '@' || array_to_string(labels, '.');
END
$$;

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT id, email FROM neon_auth."user" WHERE email ~ '@.*[^\u0001-\u007f]' LOOP
        BEGIN
            UPDATE neon_auth."user" SET email = neon_auth.canonical_address(email) WHERE id = found.id;
        EXCEPTION WHEN unique_violation THEN
            RAISE WARNING 'The address of identity % is another one''s in its other spelling', found.id;
        END;
    END LOOP;
END
$$;

DROP FUNCTION neon_auth.canonical_address;
