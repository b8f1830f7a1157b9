-- Security events and sign-ins name people by their addresses.
create index on tenant.members (organisation_id, lower(email));
