-- Exchanges that end are queued for export once a statement, instead of a look at the sinks for each.
drop trigger export_begun on tenant.exchanges;
drop trigger export_ended on tenant.exchanges;
drop function tenant.queue_ended();

create function tenant.queue_begun() returns trigger language plpgsql as $$
begin
    insert into tenant.export_queue (organisation_id, kind, subject, at)
    select n.organisation_id, 'exchange', n.id, n.started_at from added n
    where n.outcome is not null and n.organisation_id in (select s.organisation_id from tenant.export_sinks s where s.what = 'events');
    return null;
end $$;
create trigger export_begun after insert on tenant.exchanges referencing new table as added for each statement execute function tenant.queue_begun();

create function tenant.queue_ended() returns trigger language plpgsql as $$
begin
    insert into tenant.export_queue (organisation_id, kind, subject, at)
    select n.organisation_id, 'exchange', n.id, n.started_at from changed n join before b using (organisation_id, started_at, id)
    where b.outcome is null and n.outcome is not null and n.organisation_id in (select s.organisation_id from tenant.export_sinks s where s.what = 'events');
    return null;
end $$;
create trigger export_ended after update on tenant.exchanges referencing old table as before new table as changed for each statement execute function tenant.queue_ended();
