-- Keys of all enabled streams are fetched before an event needs them, also of those that are pushed.
drop policy polled on tenant.event_streams;
create policy enabled on tenant.event_streams for select to saasgate_platform using (enabled);
grant select (version, issuer, keys_address) on tenant.event_streams to saasgate_platform;
grant select (version) on tenant.identity_providers to saasgate_platform;
