DROP TABLE tenant_logos;
ALTER TABLE tenants DROP COLUMN hue, DROP COLUMN logo;
