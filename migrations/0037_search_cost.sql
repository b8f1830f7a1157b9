-- Turns are found by their cost too: what their tokens cost by the installation's price list when they ended. Earlier ones stay at 0.

alter table tenant.search_documents add column cost bigint not null default 0; -- millionths of a US dollar

-- As before; a filter has leastCost and mostCost as well.
create or replace function tenant.search_condition(filter jsonb) returns text
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
