using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tenancy;

/// <summary>Raw SQL as the application's role, whatever the code above it would ask.</summary>
public sealed class RowSecurityTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_role_reads_and_writes_no_row_of_another_organisation()
    {
        await app.RecordAsync("{}", null, "data"u8.ToArray());
        await app.HoldAsync();
        await FillTheRestAsync();
        await ProveAsync();
        await InvestigateAsync();
        await JudgeAsync();
        await TellAsync();
        await ProveSkillsAsync();
        await FederateAsync();
        await PayAsync();
        var stranger = (await TestTenant.AddAsync(app.Database)).Organisation;
        var tables = await TablesAsync();
        Assert.True(tables.Count >= 25, "The tenant tables were not found.");
        foreach (var table in tables)
        {
            var ofAcme = $"tenant.{table} where organisation_id = '{DemoOrganisations.Acme}'";
            var row = await app.PeekAsync<string>($"select to_jsonb(t)::text from tenant.{table} t where organisation_id = '{DemoOrganisations.Acme}' limit 1");
            Assert.True(row is not null, $"{table} holds no row of acme, so nothing was proved.");
            Assert.NotEqual(0, await CountAsync(DemoOrganisations.Acme, $"select count(*) from {ofAcme}"));

            foreach (var scope in new TenantScope[] { stranger, default })
            {
                Assert.Equal(0, await CountAsync(scope, $"select count(*) from {ofAcme}"));
                Assert.True(await WrittenAsync(scope, $"update {ofAcme.Replace("where", "set organisation_id = organisation_id where", StringComparison.Ordinal)}") is null or 0);
                Assert.True(await WrittenAsync(scope, $"delete from {ofAcme}") is null or 0);
                Assert.True(
                    await WrittenAsync(scope, $"insert into tenant.{table} select (jsonb_populate_record(null::tenant.{table}, $1::text::jsonb)).*", row!) is null,
                    $"A row of acme was written into {table} from outside.");
            }
        }
    }

    [Fact]
    public async Task A_partner_reads_what_was_given_to_it_and_nothing_else()
    {
        await app.HoldAsync();
        foreach (var table in await TablesAsync())
        {
            var count = await CountAsync(DemoOrganisations.Northwind, $"select count(*) from tenant.{table} where organisation_id = '{DemoOrganisations.Acme}'");
            Assert.Equal(table is "grants" or "approval_projections", count > 0);
        }
    }

    /// <summary>What neither the demo nor a recording writes.</summary>
    private async Task FillTheRestAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync("insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by) values ($1, 'lck_1', 'person', 'usr_x', '', 'usr_x')", acme);
        await app.RunAsync(
            """
            insert into tenant.message_batches (organisation_id, exchange_id, session_id, skill_id, owner_user_id, connection_id, region_id, requests, places, made_at)
            values ($1, 'exc_1', 'ses_1', 'skl_1', 'usr_1', 'con_1', 'reg_1', 1, '{}', now())
            """, acme);
        await app.RunAsync("insert into tenant.batch_stops (organisation_id, lock_id, exchange_id) values ($1, 'lck_1', 'exc_1')", acme);
        await app.RunAsync("insert into tenant.lock_effects (organisation_id, lock_id, gateway_id, run, region_id, streams_cut, held_dropped) values ($1, 'lck_1', 'gtw_1', 'r', 'reg_1', 1, 0)", acme);
        await app.RunAsync(
            "insert into tenant.retention (organisation_id, bodies_days, findings_days, metadata_days, updated_at, updated_by) values ($1, 30, 90, 365, now(), 'usr_x')", acme);
        await app.RunAsync("insert into tenant.retention_labels (organisation_id, label, bodies_days, findings_days, metadata_days) values ($1, 'l', 30, 90, 365)", acme);
        await app.RunAsync("insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) values ($1, 'hld_1', 'skill', 's', '', 'u', now())", acme);
        await app.RunAsync("insert into tenant.export_sinks (organisation_id, id, name, kind, address, created_at, created_by) values ($1, 'snk_1', 'n', 'webhook', 'a', now(), 'u')", acme);
        await app.RunAsync("insert into tenant.export_queue (organisation_id, kind, subject, at) values ($1, 'audit', 'aud_1', now())", acme);
        await app.RunAsync("insert into tenant.ingest_positions (organisation_id, gateway_id, spool_id, sequence) values ($1, 'gtw_1', 's', 1)", acme);
        await app.RunAsync("insert into tenant.skill_use (organisation_id, skill_id, day, requests, tokens, cost_micros) values ($1, 'skl_1', '2026-01-01', 1, 1, 1)", acme);
        await app.RunAsync("insert into tenant.skill_seen (organisation_id, skill_id, kind, value, first_at, exchange_id) values ($1, 'skl_1', 'tool', 't', now(), 'exc_1')", acme);
        await app.RunAsync("insert into tenant.search_words (organisation_id, month, word) values ($1, '2026-01-01', 'word') on conflict do nothing", acme);
        await app.RunAsync(
            """
            insert into tenant.search_documents (organisation_id, exchange_id, started_at, session_id, bytes, tokens, new_blocks, tags, words)
            values ($1, 'exc_1', now(), 'ses_1', 1, 1, '{}', '{}', 'word:1')
            """, acme);
        await app.RunAsync("insert into tenant.saved_searches (organisation_id, id, user_id, name, query, shared) values ($1, 'sea_1', 'usr_x', 'n', 'q=x', true)", acme);
        await app.RunAsync("insert into tenant.offboarding_rules (organisation_id, on_leaving, updated_at, updated_by) values ($1, 'suspend', now(), 'usr_x')", acme);
        await app.RunAsync("insert into tenant.offboardings (organisation_id, id, user_id, at, lock_id, causes, report) values ($1, 'ofb_1', 'usr_x', now(), 'lck_1', '[]', '{}')", acme);
        await app.RunAsync("insert into tenant.hr_webhooks (organisation_id, id, name, secret_sealed, created_at, created_by) values ($1, 'hrw_1', 'n', '', now(), 'usr_x')", acme);
        await app.RunAsync("insert into tenant.hr_receipts (organisation_id, webhook_id, hash, at) values ($1, 'hrw_1', '', now())", acme);
        await app.RunAsync(
            """
            insert into tenant.directory_users (organisation_id, user_id, user_name, user_key, active, resource, base_roles, created_at, updated_at)
            select organisation_id, user_id, 'n', 'n', true, '{}', '{}', now(), now() from tenant.members where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync("insert into tenant.directory_groups (organisation_id, id, display_name, name_key, resource, created_at, updated_at) values ($1, 'dgr_1', 'n', 'n', '{}', now(), now())", acme);
        await app.RunAsync("insert into tenant.directory_group_members (organisation_id, group_id, user_id) select organisation_id, 'dgr_1', user_id from tenant.directory_users where organisation_id = $1", acme);
        await app.RunAsync("insert into tenant.roles (organisation_id, id, name, description, permissions, created_at, created_by) values ($1, 'rol_1', 'reads', 'd', '{read}', now(), 'usr_x')", acme);
        await app.RunAsync(
            """
            insert into tenant.member_invitations (organisation_id, id, email, display_name, roles, hash, created_at, created_by, created_by_name, expires_at)
            values ($1, 'mbi_1', 'a@b.example', 'n', '{}', '', now(), 'usr_x', 'X', now())
            """, acme);
        await app.RunAsync("insert into tenant.idempotency (organisation_id, actor, key, request_hash) values ($1, 'usr_x', 'k', '')", acme);
        await app.RunAsync(
            """
            insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label)
            values ($1, 'exc_1', now(), 'request', 0, 'EMAIL', 'd', 'l', 0, 1, 1, '[EMAIL]')
            """, acme);
    }

    /// <summary>What paying leaves.</summary>
    private async Task PayAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync("insert into tenant.billing_accounts (organisation_id, customer_id) values ($1, 'cus_1')", acme);
        await app.RunAsync("insert into tenant.plan_limits (organisation_id, plan) values ($1, 'enterprise')", acme);
        await app.RunAsync("insert into tenant.usage_hours (organisation_id, meter, hour, quantity) values ($1, 'requests', now(), 1)", acme);
        await app.RunAsync("insert into tenant.usage_sends (organisation_id, id, meter, hour, billed_hour, at, quantity, next_at) values ($1, 'use_1', 'requests', now(), now(), now(), 1, now())", acme);
        await app.RunAsync("insert into tenant.usage_adjustments (organisation_id, id, meter, hour, quantity, reason, by_name, at) values ($1, 'adj_1', 'requests', now(), 1, 'r', 'X', now())", acme);
        await app.RunAsync("insert into tenant.usage_reconciliations (organisation_id, day, meter, sent, counted, at) values ($1, now(), 'requests', 1, 1, now())", acme);
    }

    /// <summary>What nobody has done to a session of the demo.</summary>
    private async Task ProveAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync(
            "insert into tenant.session_records (organisation_id, session_id, sequence, kind, body, previous_hash, record_hash) values ($1, 'ses_1', 1, 'deletion', '{}', '', '')", acme);
        await app.RunAsync(
            "insert into tenant.checkpoints (organisation_id, number, at, document, hash, key_id, signature) values ($1, 1000, now(), '{}', '', 'k', '')", acme);
        var evidence = await app.AddEvidenceAsync();
        await app.RunAsync("insert into tenant.evidence_chunks (organisation_id, evidence_id, ordinal, data) values ($1, $2, 0, 'x')", acme, evidence.Value);
        await app.RunAsync("insert into tenant.checkpoint_leaves (organisation_id, number, session_id, sequence, head) values ($1, 1000, 'ses_1', 1, '')", acme);
    }

    /// <summary>What responders leave.</summary>
    private async Task InvestigateAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync("insert into tenant.fingerprint_keys (organisation_id, month, key_sealed) values ($1, '2020-01-01', '')", acme);
        await app.RunAsync(
            "insert into tenant.exposure_lists (organisation_id, id, name, type, value_count, values_sealed, created_by, created_at, expires_at) values ($1, 'exl_1', 'l', 'EMAIL', 1, '', 'usr_x', now(), now() + interval '1 day')",
            acme);
        await app.RunAsync(
            "insert into tenant.exposure_hits (organisation_id, list_id, position, session_id, skill_id, findings, exchange_id, first_seen_at, last_seen_at) values ($1, 'exl_1', 1, 'ses_1', 'skl_1', 1, 'exc_1', now(), now())",
            acme);
        await app.RunAsync("insert into tenant.exchange_destinations (organisation_id, session_id, exchange_id, host, tool, at) values ($1, 'ses_1', 'exc_1', 'h.example', 't', now())", acme);
        await app.RunAsync(
            "insert into tenant.incidents (organisation_id, id, title, severity, source_kind, created_by, created_at, updated_at) values ($1, 'inc_1', 't', 'low', 'search', 'usr_x', now(), now())", acme);
        await app.RunAsync("insert into tenant.incident_sessions (organisation_id, incident_id, session_id, added_by, added_at) values ($1, 'inc_1', 'ses_1', 'usr_x', now())", acme);
        await app.RunAsync("insert into tenant.incident_members (organisation_id, incident_id, user_id, added_at) values ($1, 'inc_1', 'usr_x', now())", acme);
        await app.RunAsync("insert into tenant.incident_notes (organisation_id, incident_id, id, author, author_name, body, at) values ($1, 'inc_1', 'nte_1', 'usr_x', 'X', 'n', now())", acme);
        await app.RunAsync(
            "insert into tenant.incidents_due (organisation_id, session_id, policy_id, rule, policy_version, severity, exchange_id, at, incident_id, opened_at) values ($1, 'ses_1', 'pol_1', 'r', 1, 'low', 'exc_1', now(), 'inc_1', now())",
            acme);
        await app.RunAsync("insert into tenant.reviewer_groups (organisation_id, id, name, created_at, created_by) values ($1, 'grp_1', 'g', now(), 'usr_x')", acme);
        await app.RunAsync("insert into tenant.reviewer_group_members (organisation_id, group_id, member_id) values ($1, 'grp_1', 'usr_x')", acme);
        await app.RunAsync(
            """
            insert into tenant.approval_votes (organisation_id, approval_id, person, actor, actor_name, by_organisation, vote, wrote_policy, view_digest, at)
            select organisation_id, id, 'usr_x', 'usr_x', 'X', organisation_id, 'approved', false, '', now() from tenant.approvals where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync(
            """
            insert into tenant.approval_messages (organisation_id, approval_id, id, author, author_name, by_organisation, body, at)
            select organisation_id, id, 'msg_1', 'usr_x', 'X', organisation_id, 'b', now() from tenant.approvals where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync(
            """
            insert into tenant.approval_likes (organisation_id, id, approval_id, skill_id, skill_name, stage, rule, policy_id, policy_version, tool, destination, person, created_by,
                created_by_name, by_organisation, created_at, until)
            select organisation_id, 'lik_1', id, skill_id, skill_name, stage, 'none', policy_id, policy_version, tool, destination, 'usr_x', 'usr_x', 'X', organisation_id, now(), now()
            from tenant.approvals where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync(
            """
            insert into tenant.broken_glass (organisation_id, approval_id, person, by_name, reason, at, incident_id, review_due_at)
            select organisation_id, id, 'usr_x', 'X', 'r', now(), 'inc_1', now() from tenant.approvals where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync(
            """
            insert into tenant.partner_invitations (organisation_id, id, organisation_name, address, actions, labels, masking, until, created_at, created_by, created_by_name, expires_at)
            values ($1, 'inv_1', 'Acme', 'somebody-else', '{see}', '{}', 'full', now() + interval '1 day', now(), 'usr_x', 'X', now() + interval '1 day')
            """, acme);
        await app.RunAsync("insert into tenant.incident_locks (organisation_id, incident_id, lock_id) values ($1, 'inc_1', 'lck_1')", acme);
    }

    /// <summary>What comes of policies.</summary>
    private async Task JudgeAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync("insert into tenant.policy_settings (organisation_id) values ($1)", acme);
        await app.RunAsync(
            "insert into tenant.policy_comments (organisation_id, policy_id, id, version, body, author, author_name, at) select organisation_id, id, 'pcm_1', 1, 'b', 'u', 'U', now() from tenant.policies where organisation_id = $1",
            acme);
        await app.RunAsync(
            "insert into tenant.backtests (organisation_id, id, policy_id, version, days, since, until, state, total, created_by, created_at) select organisation_id, 'bkt_1', id, 1, 1, now(), now(), 'done', 0, 'u', now() from tenant.policies where organisation_id = $1 limit 1",
            acme);
        await app.RunAsync(
            "insert into tenant.backtest_differences (organisation_id, backtest_id, ordinal, exchange_id, session_id, skill_id, at, was, would, because) values ($1, 'bkt_1', 1, 'exc_1', 'ses_1', 'skl_1', now(), 'allow', 'hold', 'b')",
            acme);
        await app.RunAsync("insert into tenant.policy_faults (organisation_id, policy_id, gateway_id, version, message, since) values ($1, 'pol_1', 'gtw_1', 1, 'm', now())", acme);
        await app.RunAsync(
            "insert into tenant.rule_matches (organisation_id, exchange_id, at, direction, ordinal, rule, policy_id, policy_version, kind, severity, decisive, shadow, because) values ($1, 'exc_1', now(), 'request', 0, 'r', 'pol_1', 1, 'hold', 'low', true, false, 'b')",
            acme);
    }

    /// <summary>What stands for skills elsewhere.</summary>
    private async Task ProveSkillsAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync(
            """
            insert into tenant.skill_clients (organisation_id, id, skill_id, method, hint, created_by, expires_at)
            select organisation_id, 'cli_1', id, 'client_secret', 'sgc_', 'u', now() from tenant.skills where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync("insert into tenant.trusted_issuers (organisation_id, id, name, issuer, audience, created_by) values ($1, 'iss_1', 'n', 'https://i.example', 'a', 'u')", acme);
        await app.RunAsync(
            """
            insert into tenant.issuer_mappings (organisation_id, id, issuer_id, skill_id, claims, created_by)
            select organisation_id, 'map_1', 'iss_1', id, '[]', 'u' from tenant.skills where organisation_id = $1 limit 1
            """, acme);
    }

    /// <summary>What identity providers leave.</summary>
    private async Task FederateAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                created_at, created_by)
            values ($1, 'idp_1', 'n', 'oidc', 'https://idp.invalid', 'c', '{openid}', 'groups', '[]', '{}', false, false, true, now(), 'usr_x')
            """, acme);
        await app.RunAsync(
            "insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, created_at, created_by) values ($1, 'dom_1', 'row.example', 't', now(), 'dns', now(), 'usr_x')", acme);
        await app.RunAsync(
            """
            insert into tenant.linked_identities (organisation_id, provider_id, subject, user_id, made_member, linked_at, last_at)
            select organisation_id, 'idp_1', 's', user_id, false, now(), now() from tenant.members where organisation_id = $1 limit 1
            """, acme);
        await app.RunAsync(
            "insert into tenant.event_streams (organisation_id, provider_id, issuer, audience, enabled, created_at, created_by) values ($1, 'idp_1', 'https://i', 'a', true, now(), 'usr_x')", acme);
        await app.RunAsync("insert into tenant.security_events (organisation_id, provider_id, token_hash, kinds, at) values ($1, 'idp_1', '', '{}', now())", acme);
        await app.RunAsync("insert into tenant.saml_assertions (organisation_id, provider_id, assertion_hash, expires_at) values ($1, 'idp_1', '', now() + interval '1 hour')", acme);
    }

    /// <summary>What channels and browsers leave.</summary>
    private async Task TellAsync()
    {
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync(
            """
            insert into tenant.channels (organisation_id, id, name, kind, settings, events, least_severity, labels, rules, named_only, detail, enabled, created_at, created_by)
            values ($1, 'chn_1', 'n', 'slack', '{}', '{}', 'low', '{}', '{}', false, 'names', true, now(), 'u')
            """, acme);
        await app.RunAsync("insert into tenant.channel_people (organisation_id, channel_id, external_id, user_id, linked_at) values ($1, 'chn_1', 'T/U', 'usr_x', now())", acme);
        await app.RunAsync("insert into tenant.channel_receipts (organisation_id, channel_id, hash, at) values ($1, 'chn_1', '', now())", acme);
        await app.RunAsync("insert into tenant.push_subscriptions (organisation_id, id, user_id, endpoint_hash, sealed, created_at) values ($1, 'psh_1', 'usr_x', '', '', now())", acme);
        await app.RunAsync("insert into tenant.notification_settings (organisation_id, user_id, sound, desktop, least_severity) values ($1, 'usr_x', true, true, 'low')", acme);
        await app.RunAsync("insert into tenant.notification_heads (organisation_id, position) values ($1, 1000000)", acme);
        await app.RunAsync(
            "insert into tenant.notifications (organisation_id, id, receiver, key, event, subject, severity, facts, at) values ($1, 'ntf_1', 'chn_1', 'k', 'waiting', 'apr_1', 'low', '{}', now())", acme);
        await app.RunAsync(
            "insert into tenant.notification_attempts (organisation_id, notification_id, attempt, at, outcome, answer) values ($1, 'ntf_1', 1, now(), 'sent', '')", acme);
    }

    private async Task<List<string>> TablesAsync()
    {
        var tables = new List<string>();
        await using var command = app.Database.Owner.CreateCommand(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'tenant' and c.relkind in ('r', 'p') and not c.relispartition order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private Task<long> CountAsync(TenantScope scope, string sql) => app.Database.Tenants.InTenantAsync(scope, async connection =>
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }, Cancellation);

    /// <summary>How many rows a statement wrote; null when it was refused.</summary>
    private async Task<int?> WrittenAsync(TenantScope scope, string sql, params object[] values)
    {
        try
        {
            return await app.Database.Tenants.InTenantAsync(scope, async connection =>
            {
                await using var command = new Npgsql.NpgsqlCommand(sql, connection);
                foreach (var value in values)
                    command.Parameters.Add(new() { Value = value });
                return await command.ExecuteNonQueryAsync(Cancellation);
            }, Cancellation);
        }
        catch (Npgsql.PostgresException refused) when (refused.SqlState == Npgsql.PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }
}
