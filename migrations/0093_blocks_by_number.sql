-- Blocks are asked for by their numbers. Whether a session has one already is known where records are taken in, under the session's lock.
alter table tenant.blocks drop constraint blocks_organisation_id_session_id_hash_month_key;
