-- Finding: one row an exchange with the words that are new in it and the facts that people filter by; the words that an
-- organisation's exchanges use, for words that are written wrong; searches that people keep.

create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gin with schema public;

create table tenant.search_documents (
    organisation_id text not null,
    exchange_id text not null,
    started_at timestamptz not null,
    session_id text not null,
    bytes bigint not null,          -- request as received and response as given
    tokens bigint not null,         -- in and out; what is not known is 0
    cost bigint not null default 0, -- millionths of a US dollar, by the installation's price list when it ended
    new_blocks integer[] not null,  -- numbers of the request's blocks that its session did not have before: the words are theirs and the answer's
    tags text[] not null,           -- kind:value, such as org:…, skill:…, model:…: what filters and facets go by
    words tsvector not null,        -- made outside (SearchDocument); A given to tools, B said by Claude, C given to Claude, D thought
    primary key (organisation_id, started_at, exchange_id)  -- in the order that is read, the newest first
) partition by range (started_at);
-- Words of a document are many and go into the index in bulk: at 16 MB, which a search reads through until then.
create index search_documents_words on tenant.search_documents using gin (words, tags) with (gin_pending_list_limit = 16384);

-- Large ones are few: without these, whoever looks for them alone reads through all that are newer.
create index search_documents_large on tenant.search_documents (organisation_id, bytes) where bytes >= 65536;
create index search_documents_long on tenant.search_documents (organisation_id, tokens) where tokens >= 16384;
create index search_documents_dear on tenant.search_documents (organisation_id, cost) where cost >= 100000;

-- Words of a month, without numbers. They go with the month.
create table tenant.search_words (
    organisation_id text not null,
    month date not null,
    word text not null,
    primary key (organisation_id, month, word)
) partition by range (month);
create index search_words_alike on tenant.search_words using gin (organisation_id, word gin_trgm_ops);

create table tenant.saved_searches (
    organisation_id text not null references tenant.organisations,
    id text not null,
    user_id text not null,          -- whose
    name text not null,
    query text not null,            -- as in the address of the page, without the question mark
    shared boolean not null,        -- with the whole organisation
    created_at timestamptz not null default now(),
    version bigint not null default 1,
    primary key (organisation_id, id)
);

-- What is compressed already, or hardly can be, is not compressed again.
alter table tenant.search_documents alter column words set storage external;
alter table tenant.exchanges alter column request_skeleton set storage external, alter column response_body set storage external;
alter table tenant.blocks alter column body set storage external;

create table tenant.search_documents_rest partition of tenant.search_documents default;
create table tenant.search_words_rest partition of tenant.search_words default;

-- As before, for every table of the schema that is partitioned by range: whichever migration made it.
create or replace function tenant.ensure_partitions(from_month date, months integer) returns void
language plpgsql security definer set search_path = tenant, pg_temp set timezone = 'UTC' as $$
declare
    first date;
    parent text;
begin
    for i in 0 .. months - 1 loop
        first := (date_trunc('month', from_month) + make_interval(months => i))::date;
        for parent in
            select c.relname from pg_catalog.pg_partitioned_table p join pg_catalog.pg_class c on c.oid = p.partrelid
            where c.relnamespace = 'tenant'::regnamespace and p.partstrat = 'r' order by 1
        loop
            begin
                execute format('create table if not exists tenant.%I partition of tenant.%I for values from (%L) to (%L)',
                    parent || to_char(first, '_YYYY_MM'), parent, first, (first + interval '1 month')::date);
            exception when check_violation then
                raise warning 'The month % of % was not made: %', first, parent, sqlerrm;
            end;
        end loop;
    end loop;
end $$;
select tenant.ensure_partitions((now() at time zone 'UTC')::date, 4);

select tenant.keep_apart(name) from unnest(array['search_documents', 'search_words', 'saved_searches']) as name;

-- Operators on tsvector, arrays and trigrams are not leakproof: under row-level security their indexes are not used. So these
-- functions belong to a role that sees every row, and keep to the transaction's organisation themselves: it is the first condition of each.
grant usage on schema tenant to saasgate_search;
grant select on tenant.search_documents, tenant.search_words to saasgate_search;
create policy searched on tenant.search_documents for select to saasgate_search using (true);
create policy searched on tenant.search_words for select to saasgate_search using (true);

-- What is searched for, as a condition with every value quoted. The filter is an object: query (a tsquery, may be absent), groups (lists
-- of tags, one of each list is enough), from and to (times), leastBytes, mostBytes, leastTokens, mostTokens, leastCost, mostCost.
create function tenant.search_condition(filter jsonb) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    organisation text := tenant.current_organisation();
    condition text;
    tag_group jsonb;
begin
    if organisation is null then
        return 'false';
    end if;
    condition := format('d.organisation_id = %L and d.tags @> array[%L]', organisation, 'org:' || organisation);
    if filter ->> 'query' <> '' then
        condition := condition || format(' and d.words @@ %L::tsquery', filter ->> 'query');
    end if;
    for tag_group in select value from jsonb_array_elements(filter -> 'groups') loop
        condition := condition || format(' and d.tags && %L::text[]', array(select jsonb_array_elements_text(tag_group)));
    end loop;
    return concat(condition,
        ' and d.started_at >= ' || quote_literal((filter ->> 'from')::timestamptz) || '::timestamptz',
        ' and d.started_at < ' || quote_literal((filter ->> 'to')::timestamptz) || '::timestamptz',
        ' and d.bytes >= ' || (filter ->> 'leastBytes')::bigint, ' and d.bytes <= ' || (filter ->> 'mostBytes')::bigint,
        ' and d.tokens >= ' || (filter ->> 'leastTokens')::bigint, ' and d.tokens <= ' || (filter ->> 'mostTokens')::bigint,
        ' and d.cost >= ' || (filter ->> 'leastCost')::bigint, ' and d.cost <= ' || (filter ->> 'mostCost')::bigint);
end $$;

-- The newest that are found, from a place on.
create function tenant.search_newest(filter jsonb, before_at timestamptz, before_id text, most integer)
returns table (exchange_id text, started_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '32MB' as $$
begin
    return query execute format(
        'select d.exchange_id, d.started_at from tenant.search_documents d where %s%s order by d.started_at desc, d.exchange_id desc limit %s',
        tenant.search_condition(filter), ' and (d.started_at, d.exchange_id) < (' || quote_literal(before_at) || '::timestamptz, ' || quote_literal(before_id) || ')', most);
end $$;

-- The best of the newest that are found up to a time: how often and where the words stand decides, then time.
create function tenant.search_best(filter jsonb, until_at timestamptz, among integer, skipped integer, most integer)
returns table (exchange_id text, started_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '32MB' as $$
begin
    return query execute format(
        'with found as materialized (
             select d.exchange_id, d.started_at, d.words from tenant.search_documents d where %s and d.started_at <= %L::timestamptz
             order by d.started_at desc, d.exchange_id desc limit %s)
         select f.exchange_id, f.started_at from found f
         order by ts_rank(''{0.1, 0.4, 0.7, 1.0}'', f.words, %L::tsquery, 1) desc, f.started_at desc, f.exchange_id desc offset %s limit %s',
        tenant.search_condition(filter), until_at, among, coalesce(filter ->> 'query', ''), skipped, most);
end $$;

-- The first part of what is found, and how often each tag stands among the newest of it, in one pass. Rows with an exchange are what was
-- found, in the order of their numbers; the row with an empty tag says how many were counted, the others with a tag how many have it.
create function tenant.search_first(filter jsonb, best boolean, among integer, ranked integer, most integer)
returns table (tag text, number bigint, exchange_id text, started_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '32MB' as $$
begin
    return query execute format(
        'with found as materialized (
             select n.*, row_number() over (order by n.at desc, n.id desc) as place from (
                 select d.exchange_id as id, d.started_at as at, d.tags, %s as words from tenant.search_documents d where %s
                 order by d.started_at desc, d.exchange_id desc limit %s) n)
         select null::text, h.place, h.id, h.at from (
             select f.id, f.at, row_number() over (order by %s f.place) as place from found f where f.place <= %s) h where h.place <= %s
         union all select t, count(*), null, null from found f cross join unnest(f.tags) t where t not like ''org:%%'' group by t
         union all select '''', count(*), null, null from found',
        case when best then 'd.words' else 'null' end, tenant.search_condition(filter), among,
        case when best then format('ts_rank(''{0.1, 0.4, 0.7, 1.0}'', f.words, %L::tsquery, 1) desc,', coalesce(filter ->> 'query', '')) else '' end,
        case when best then ranked else most end, most);
end $$;

-- Which of these words the organisation's exchanges use, and for each that none uses, words that look like it.
create function tenant.search_alike(asked text[], most integer) returns table (of_word text, word text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a, a from unnest(asked) a
    where exists (select from tenant.search_words w where w.organisation_id = tenant.current_organisation() and w.word = a)
    union all
    select a, s.word
    from unnest(asked) a
    cross join lateral (
        select w.word from tenant.search_words w
        where w.organisation_id = tenant.current_organisation() and w.word operator(public.%) a
        group by w.word order by public.similarity(w.word, a) desc, w.word limit most) s
    where not exists (select from tenant.search_words w where w.organisation_id = tenant.current_organisation() and w.word = a)
$$;

-- A function that is called with its caller's rights keeps its owner; the others get the role that they are for.
revoke all on function tenant.search_condition, tenant.search_newest, tenant.search_best, tenant.search_first, tenant.search_alike from public;
grant execute on function tenant.search_condition, tenant.current_organisation to saasgate_search;
grant create on schema tenant to saasgate_search;
do $$ begin
    -- Who owns the database without being a superuser may do this for a role that it made.
    if not pg_has_role(current_user, 'saasgate_search', 'SET') then
        execute format('grant saasgate_search to %I with set true, inherit false', current_user);
    end if;
end $$;
alter function tenant.search_newest owner to saasgate_search;
alter function tenant.search_best owner to saasgate_search;
alter function tenant.search_first owner to saasgate_search;
alter function tenant.search_alike owner to saasgate_search;
revoke create on schema tenant from saasgate_search;
grant execute on function tenant.search_newest, tenant.search_best, tenant.search_first, tenant.search_alike to saasgate_app;
