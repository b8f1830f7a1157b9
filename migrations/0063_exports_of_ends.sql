-- Whoever takes records in queues the ends of a batch for export in one statement, instead of a look at the sinks for each.
drop trigger export_begun on tenant.exchanges;
drop trigger export_ended on tenant.exchanges;
drop function tenant.queue_ended();
