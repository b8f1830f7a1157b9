-- Sessions that are open now are few among all that ever were: lists of them and the first page count read no others.
create index sessions_live on tenant.sessions (organisation_id, last_at desc, id desc) where open_exchanges > 0;
