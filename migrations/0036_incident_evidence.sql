-- Evidence that was asked for from an incident: it is listed there, and the incident's timeline tells of it.

alter table tenant.evidence add column incident_id text;
alter table tenant.evidence add foreign key (organisation_id, incident_id) references tenant.incidents (organisation_id, id);
create index on tenant.evidence (organisation_id, incident_id, id desc) where incident_id is not null;
