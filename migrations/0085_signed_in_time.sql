-- Keys begin and cease to sign behind what they signed, though each process goes by a clock of its own.

-- A key that signs: it stays the present one until the transaction ends, unless it is that no more. Nothing of a key that is not known.
create function platform.use_signing_key(of_key text) returns table (began_at timestamptz, is_retired boolean)
language sql security definer set search_path = platform, pg_temp as $$
    select k.created_at, k.retired_at is not null from signing_keys k where k.id = of_key for share
$$;
revoke all on function platform.use_signing_key from public;
grant execute on function platform.use_signing_key to saasgate_app;

-- Who retires a key sees when it signed last, in whatever organisation, and sees nothing else of checkpoints.
create index checkpoints_of_key on tenant.checkpoints (key_id, at);
grant select (key_id, at) on tenant.checkpoints to saasgate_platform;
create policy signed on tenant.checkpoints for select to saasgate_platform using (true);
