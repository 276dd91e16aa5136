DROP TABLE tenants;
DROP TABLE users;
