-- The groups of a page of people are read from the index alone.
create index on tenant.directory_group_members (organisation_id, user_id, group_id);
drop index tenant.directory_group_members_organisation_id_user_id_idx;
