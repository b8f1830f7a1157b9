-- Assertions that were taken, so that none counts twice. They are known for as long as they would be believed.
create table tenant.saml_assertions (
    organisation_id text not null,
    provider_id text not null,
    assertion_hash bytea not null,  -- SHA-256 of its ID
    expires_at timestamptz not null,
    primary key (organisation_id, provider_id, assertion_hash),
    foreign key (organisation_id, provider_id) references tenant.identity_providers (organisation_id, id) on delete cascade
);
create index on tenant.saml_assertions (expires_at);

select tenant.keep_apart('saml_assertions');

-- Maintenance deletes what is older than any assertion that is still believed.
grant delete, select (expires_at) on tenant.saml_assertions to saasgate_platform;
create policy outlived on tenant.saml_assertions to saasgate_platform using (expires_at < now());
