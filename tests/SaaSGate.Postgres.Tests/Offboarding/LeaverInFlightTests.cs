using System.Security.Cryptography;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;
using SaaSGate.Postgres.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Offboarding;

/// <summary>A credential that somebody gives a skill while its owner leaves: either its end is in the leaving, or it is not made.</summary>
public sealed class LeaverInFlightTests(Database database) : IClassFixture<Database>
{
    private const string Token = "tok_flight";
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly Actor Directory = new("tok_directory", "Directory");
    private static readonly OffboardingCause Deactivated = new(OffboardingKinds.ScimDeactivated, "Okta", null);

    private readonly StopStore _stops = new(database.Tenants, Clock);
    private readonly OffboardingStore _offboardings = new(database.Tenants, Clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key", false)]
    [InlineData("key", true)]
    [InlineData("rotation", false)]
    [InlineData("client", false)]
    [InlineData("client", true)]
    [InlineData("mapping", false)]
    public async Task Who_has_left_gives_a_skill_nothing_though_the_request_was_let_in_before(string credential, bool byToken)
    {
        var (tenant, issuer) = await TenantAsync();
        var (ended, commit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var leaving = database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await _offboardings.OffboardAsync(connection, tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
            ended.SetResult();
            await commit.Task;
        }, Cancel);
        await Task.WhenAny(ended.Task, leaving);

        var giving = GiveAsync(tenant, issuer, credential, new(byToken ? Token : tenant.Owner.Value, "Olga Owner"));
        await WaitingAsync(1);
        commit.SetResult();
        await leaving;
        Assert.Equal(credential == "mapping" ? (Enum)TrustResult.Gone : CredentialOutcome.Gone, await giving);
        Assert.Equal(0, await LiveAsync(tenant));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("rotation")]
    [InlineData("client")]
    public async Task A_leaving_waits_for_what_the_leaver_gives_and_ends_it(string credential)
    {
        var (tenant, issuer) = await TenantAsync();
        Task<Enum> giving;
        Task<OffboardingResult?> leaving;
        await using (var connection = await database.Owner.OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            // The credential is there but for the log of views, which somebody else writes.
            await RunAsync(connection, "select from platform.log_heads where log = 'view' for update");
            giving = GiveAsync(tenant, issuer, credential, new(tenant.Owner.Value, "Olga Owner"));
            await WaitingAsync(1);
            leaving = LeaveAsync(tenant);
            await WaitingAsync(2);
        }

        Assert.Equal(CredentialOutcome.Made, await giving);
        Assert.Equal(2, (await leaving)!.Report.Keys.Count);
        Assert.Equal(0, await LiveAsync(tenant));
    }

    [Fact]
    public async Task A_key_that_another_rotates_meanwhile_does_not_stand_in_the_way_of_a_leaving()
    {
        var (tenant, issuer) = await TenantAsync();
        var admin = await tenant.AddMemberAsync("admin");
        Task<Enum> rotation;
        Task<OffboardingResult?> leaving;
        await using (var connection = await database.Owner.OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            // Both come to the key while somebody else has it.
            await RunAsync(connection, "select from tenant.skill_keys where id = $1 for update", tenant.SkillKey.Value);
            rotation = GiveAsync(tenant, issuer, "rotation", new(admin.Value, "Another"));
            await WaitingAsync(1);
            leaving = LeaveAsync(tenant);
            await WaitingAsync(2);
        }

        Assert.Equal(CredentialOutcome.Made, await rotation);
        Assert.Equal(2, (await leaving)!.Report.Keys.Count);
        Assert.Equal(0, await LiveAsync(tenant));
    }

    /// <summary>With a successor, an issuer, and a token of the owner.</summary>
    private async Task<(TestTenant Tenant, Id<TrustedIssuer> Issuer)> TenantAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        var successor = await tenant.AddMemberAsync("admin");
        Assert.True(await new OffboardingReports(database.Tenants, Clock).SaveRuleAsync(tenant.Organisation, 0, "reassign", successor.Value, Directory, Cancel));
        await tenant.PeekAsync<object>(
            $"insert into tenant.api_tokens (organisation_id, id, name, hash, scopes, created_by, expires_at) values ($1, '{Token}', 'ci', sha256($1::bytea), '{{manage}}', $2, now() + interval '1 day')",
            tenant.Owner.Value);
        var issuer = Id<TrustedIssuer>.New(Clock);
        Assert.Equal(TrustResult.Added, await new TrustedIssuerStore(database.Tenants, _stops, Clock).CreateAsync(
            tenant.Organisation, new(issuer, "ci", "https://ci.test", $"saasgate:{tenant.Organisation}", null), Directory, Cancel));
        return (tenant, issuer);
    }

    private Task<OffboardingResult?> LeaveAsync(TestTenant tenant) => _offboardings.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);

    private async Task<Enum> GiveAsync(TestTenant tenant, Id<TrustedIssuer> issuer, string credential, Actor actor)
    {
        var (organisation, skill, ends) = (tenant.Organisation, tenant.Skill, Clock.GetUtcNow().AddDays(30));
        var key = new NewSkillKey(Id<SkillKey>.New(Clock), "sgk_ab", RandomNumberGenerator.GetBytes(32), ends, "check", []);
        return credential switch
        {
            "key" => (await new SkillKeyStore(database.Tenants, _stops, Clock).CreateAsync(organisation, skill, key, actor, Cancel)).Outcome,
            "rotation" => (await new SkillKeyChangeStore(database.Tenants, Clock).RotateAsync(organisation, skill, tenant.SkillKey, key, ends, actor, Cancel)).Outcome,
            "client" => (await new SkillClientStore(database.Tenants, _stops, Clock).CreateAsync(
                organisation, skill, new(Id<SkillClient>.New(Clock), "client_secret", "sgs_ab", RandomNumberGenerator.GetBytes(32), null, ends), actor, Cancel)).Outcome,
            _ => await new TrustedIssuerStore(database.Tenants, _stops, Clock).MapAsync(
                organisation, issuer, Id<IssuerMapping>.New(Clock), skill.Value, [new ClaimPattern("sub", "repo:x")], actor, Cancel),
        };
    }

    private static Task<long> LiveAsync(TestTenant tenant) => tenant.PeekAsync<long>(
        """
        select (select count(*) from tenant.skill_keys where organisation_id = $1 and revoked_at is null)
            + (select count(*) from tenant.skill_clients where organisation_id = $1 and revoked_at is null)
            + (select count(*) from tenant.issuer_mappings where organisation_id = $1 and removed_at is null)
        """);

    /// <summary>Until so many wait for what another transaction holds.</summary>
    private Task WaitingAsync(long many) => Bounded.UntilAsync(async () =>
    {
        await using var command = database.Owner.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync(Cancel))! == many;
    });

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
