#!/bin/sh
# Run once by the postgres image on an empty volume: the owner of the tables, and the application's role, which owns nothing.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=owner_password="$PERFPLAN_OWNER_PASSWORD" --set=app_password="$PERFPLAN_APP_PASSWORD" <<'SQL'
CREATE ROLE perfplan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE perfplan_app LOGIN PASSWORD :'app_password';
CREATE DATABASE perfplan OWNER perfplan_owner;
REVOKE ALL ON DATABASE perfplan FROM PUBLIC;
GRANT CONNECT ON DATABASE perfplan TO perfplan_app;
SQL
