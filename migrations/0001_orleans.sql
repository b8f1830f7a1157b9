-- What Orleans' ADO.NET providers for clustering, persistence and reminders ask for: a query by key. Keys, parameters and
-- result columns are theirs, tables and text are ours. A query that tells whether it did something returns 1 or 0 and
-- does not fail when another silo was faster.

create schema if not exists platform;
grant usage on schema platform to saasgate_platform;

create table platform.orleansquery (
    querykey varchar(64) primary key,
    querytext varchar(8000) not null
);

-- Clustering: one version a cluster, raised by each change, so that changes are made one after the other.
create table platform.orleans_clusters (
    deployment_id varchar(150) primary key,
    changed_at timestamptz(3) not null default now(),
    version integer not null default 0
);

create table platform.orleans_silos (
    deployment_id varchar(150) not null references platform.orleans_clusters,
    address varchar(45) not null,
    port integer not null,
    generation integer not null,
    silo_name varchar(150) not null,
    host_name varchar(150) not null,
    status integer not null,        -- 3 is active
    proxy_port integer,
    suspect_times varchar(8000),
    start_time timestamptz(3) not null,
    alive_at timestamptz(3) not null,
    primary key (deployment_id, address, port, generation)
);

-- Grain state: small, rewritten whole, kept only where tables cannot hold it.
create table platform.orleans_grains (
    id_hash integer not null,
    type_hash integer not null,
    id_n0 bigint not null,
    id_n1 bigint not null,
    type_name varchar(512) not null,
    id_extension varchar(512),
    service_id varchar(150) not null,
    payload bytea,
    modified_at timestamp not null,
    version integer not null,
    unique nulls not distinct (id_hash, type_hash, id_n0, id_n1, type_name, id_extension, service_id)
);

create table platform.orleans_reminders (
    service_id varchar(150) not null,
    grain_id varchar(150) not null,
    reminder_name varchar(150) not null,
    start_time timestamptz(3) not null,
    period bigint not null,         -- milliseconds
    grain_hash integer not null,
    version integer not null default 0,
    primary key (service_id, grain_id, reminder_name)
);
create index on platform.orleans_reminders (service_id, grain_hash);

insert into platform.orleansquery (querykey, querytext) values

('InsertMembershipVersionKey', $sql$
    with added as (
        insert into platform.orleans_clusters (deployment_id) values (@DeploymentId)
        on conflict do nothing
        returning 1)
    select count(*)::integer from added
$sql$),

('InsertMembershipKey', $sql$
    with raised as (
        update platform.orleans_clusters set version = version + 1, changed_at = now()
        where deployment_id = @DeploymentId and version = @Version
          and not exists (
            select 1 from platform.orleans_silos
            where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id),
    added as (
        insert into platform.orleans_silos (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
        select deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from raised
        returning 1)
    select count(*)::integer from added
$sql$),

('UpdateMembershipKey', $sql$
    with raised as (
        update platform.orleans_clusters set version = version + 1, changed_at = now()
        where deployment_id = @DeploymentId and version = @Version
          and exists (
            select 1 from platform.orleans_silos
            where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id),
    changed as (
        update platform.orleans_silos silo set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
        from raised
        where silo.deployment_id = raised.deployment_id and address = @Address and port = @Port and generation = @Generation
        returning 1)
    select count(*)::integer from changed
$sql$),

('UpdateIAmAlivetimeKey', $sql$
    update platform.orleans_silos set alive_at = @IAmAliveTime
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$sql$),

('MembershipReadRowKey', $sql$
    select cluster.deployment_id as DeploymentId, address as Address, port as Port, generation as Generation, silo_name as SiloName,
        host_name as HostName, status as Status, proxy_port as ProxyPort, suspect_times as SuspectTimes, start_time as StartTime,
        alive_at as IAmAliveTime, version as Version
    from platform.orleans_clusters cluster
    left join platform.orleans_silos silo
        on silo.deployment_id = cluster.deployment_id and address = @Address and port = @Port and generation = @Generation
    where cluster.deployment_id = @DeploymentId
$sql$),

('MembershipReadAllKey', $sql$
    select cluster.deployment_id as DeploymentId, address as Address, port as Port, generation as Generation, silo_name as SiloName,
        host_name as HostName, status as Status, proxy_port as ProxyPort, suspect_times as SuspectTimes, start_time as StartTime,
        alive_at as IAmAliveTime, version as Version
    from platform.orleans_clusters cluster
    left join platform.orleans_silos silo on silo.deployment_id = cluster.deployment_id
    where cluster.deployment_id = @DeploymentId
$sql$),

('DeleteMembershipTableEntriesKey', $sql$
    with gone as (delete from platform.orleans_silos where deployment_id = @DeploymentId)
    delete from platform.orleans_clusters where deployment_id = @DeploymentId
$sql$),

('GatewaysQueryKey', $sql$
    select address as Address, proxy_port as ProxyPort, generation as Generation
    from platform.orleans_silos
    where deployment_id = @DeploymentId and status = @Status and proxy_port > 0
$sql$),

('CleanupDefunctSiloEntriesKey', $sql$
    delete from platform.orleans_silos
    where deployment_id = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$sql$),

-- A grain that never read its state passes no version and may only insert. Who loses a race gets back what it passed.
('WriteToStorageKey', $sql$
    with inserted as (
        insert into platform.orleans_grains (id_hash, type_hash, id_n0, id_n1, type_name, id_extension, service_id, payload, modified_at, version)
        select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary,
            now() at time zone 'utc', 1
        where @GrainStateVersion::integer is null
        on conflict do nothing
        returning version),
    updated as (
        update platform.orleans_grains set payload = @PayloadBinary, modified_at = now() at time zone 'utc', version = version + 1
        where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
          and type_name = @GrainTypeString and id_extension is not distinct from @GrainIdExtensionString and service_id = @ServiceId
          and version = @GrainStateVersion::integer
        returning version)
    select coalesce((select version from inserted), (select version from updated), @GrainStateVersion::integer) as NewGrainStateVersion
$sql$),

('ReadFromStorageKey', $sql$
    select payload as PayloadBinary, now() at time zone 'utc' as ReadAt, version as Version
    from platform.orleans_grains
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
      and type_name = @GrainTypeString and id_extension is not distinct from @GrainIdExtensionString and service_id = @ServiceId
$sql$),

('ClearStorageKey', $sql$
    with cleared as (
        update platform.orleans_grains set payload = null, modified_at = now() at time zone 'utc', version = version + 1
        where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
          and type_name = @GrainTypeString and id_extension is not distinct from @GrainIdExtensionString and service_id = @ServiceId
          and version = @GrainStateVersion::integer
        returning version)
    select coalesce((select version from cleared), @GrainStateVersion::integer) as NewGrainStateVersion
$sql$),

('DeleteStorageKey', $sql$
    with deleted as (
        delete from platform.orleans_grains
        where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
          and type_name = @GrainTypeString and id_extension is not distinct from @GrainIdExtensionString and service_id = @ServiceId
          and version = @GrainStateVersion::integer
        returning version + 1 as version)
    select coalesce((select version from deleted), @GrainStateVersion::integer) as NewGrainStateVersion
$sql$),

('UpsertReminderRowKey', $sql$
    insert into platform.orleans_reminders as reminder (service_id, grain_id, reminder_name, start_time, period, grain_hash)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    on conflict (service_id, grain_id, reminder_name) do update
        set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = reminder.version + 1
    returning version as Version
$sql$),

('ReadReminderRowsKey', $sql$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from platform.orleans_reminders
    where service_id = @ServiceId and grain_id = @GrainId
$sql$),

('ReadReminderRowKey', $sql$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from platform.orleans_reminders
    where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName
$sql$),

-- The ring of hashes: a range from BeginHash to EndHash, and one that passes the end of the ring.
('ReadRangeRows1Key', $sql$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from platform.orleans_reminders
    where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$sql$),

('ReadRangeRows2Key', $sql$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from platform.orleans_reminders
    where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$sql$),

('DeleteReminderRowKey', $sql$
    with deleted as (
        delete from platform.orleans_reminders
        where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version
        returning 1)
    select count(*)::integer from deleted
$sql$),

('DeleteReminderRowsKey', $sql$
    delete from platform.orleans_reminders where service_id = @ServiceId
$sql$);

grant select on platform.orleansquery to saasgate_platform;
grant select, insert, update, delete on platform.orleans_clusters, platform.orleans_silos, platform.orleans_grains, platform.orleans_reminders
    to saasgate_platform;
