-- Names are one line without anything invisible, whichever door they came in by.
-- Values that earlier releases let in are cleaned; the checks hold for every later one.
-- C0 and C1 controls, zero-width and direction marks, line separators, word joiners.
UPDATE users
    SET name = left(btrim(regexp_replace(regexp_replace(name, '[\u0009-\u000d\u0085\u2028\u2029]+', ' ', 'g'),
        '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '', 'g')), 256)
    WHERE name ~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
        OR char_length(name) > 256;
UPDATE tenants
    SET name = coalesce(nullif(btrim(regexp_replace(regexp_replace(name, '[\u0009-\u000d\u0085\u2028\u2029]+', ' ', 'g'),
        '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '', 'g')), ''), slug)
    WHERE name ~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]';
UPDATE users SET image_url = NULL
    WHERE image_url !~ '^https?://[^\s]+$' OR char_length(image_url) > 2000;

ALTER TABLE users
    ADD CONSTRAINT users_name_is_a_line CHECK (octet_length(name) <= 1024
        AND name !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]'),
    ADD CONSTRAINT users_image_url_form
        CHECK (image_url ~ '^https?://' AND char_length(image_url) <= 2000);
ALTER TABLE tenants
    ADD CONSTRAINT tenants_name_is_a_line
        CHECK (name !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]');

-- Of 500 characters as people count them one may be made of several code points.
ALTER TABLE todos
    DROP CONSTRAINT todos_title_length,
    ADD CONSTRAINT todos_title_length CHECK (octet_length(title) BETWEEN 1 AND 2000);
