using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Embedded;
using SaaSGate.Postgres.Migrations;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>PostgreSQL goes away and comes back while a gateway stays connected.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-outage-").FullName;
    private readonly int _port = TestPorts.Free();
    private readonly ErrorLog _errors = new();
    private EmbeddedPostgres? _postgres;
    private MigrationOptions? _migration;
    private ControlPlaneHost? _host;

    public async ValueTask InitializeAsync()
    {
        await StartPostgresAsync();
        _migration = new() { Owner = _postgres!.ConnectionString(), AppPassword = "app", PlatformPassword = "platform" };
        await Migrator.MigrateAsync(_migration, CancellationToken.None);
        _host = await RegionLinkFixture.StartAsync(_migration.Database(), _folder, logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(_errors));
    }

    [Fact]
    public async Task No_lease_while_it_is_away_and_nothing_missing_when_it_is_back()
    {
        var cancel = Bounded.Cancellation;
        var (organisation, region) = await SetUpAsync(cancel);
        using var gateway = await TestGateway.JoinAsync(await Service<RegionJoinTokens>().CreateAsync(region, TimeSpan.FromMinutes(1), cancel));
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        var position = (await control.RenewAsync()).StopPosition;
        await bulk.AcknowledgedAsync(0);

        // Away: records wait, a renewal gets no grant.
        await _postgres!.DisposeAsync();
        var unanswered = await control.AskAsync(position);
        await bulk.ShipAsync(1, Records(organisation));
        await Bounded.UntilAsync(() => _errors.Lines.Any(line => line.Contains($"{gateway.Id} gets no lease", StringComparison.Ordinal)));

        // Back: the stop that came meanwhile is pushed, the same connections go on.
        await StartPostgresAsync();
        await StopWhenReachableAsync(organisation, cancel);
        var pushed = await control.NextAsync(message => message.Stops is not null || message.Grant?.Stops.Count > 0);
        Assert.True(pushed.Stops is not null || pushed.Grant.Number > unanswered);
        await bulk.AcknowledgedAsync(4);
        LeaseGrant? grant = null;
        while (grant is null)
        {
            await control.AskAsync(position);
            grant = (await control.NextAsync(message => message.Grant is not null)).Grant;
        }

        Assert.Single(grant.Stops);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await _host.DisposeAsync();
        }

        if (_postgres is not null)
            await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    private async Task StartPostgresAsync() =>
        _postgres = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(_folder, "postgres"), Port = _port }, CancellationToken.None);

    private async Task<(Id<Organisation> Organisation, Id<Region> Region)> SetUpAsync(CancellationToken cancellationToken)
    {
        var organisation = Id<Organisation>.New(TimeProvider.System);
        await Service<TenantDatabase>().InTenantAsync(organisation, async connection =>
        {
            await using var command = new Npgsql.NpgsqlCommand("insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ($1, 'outage', 'Outage', $2)", connection)
            {
                Parameters = { new() { Value = organisation.Value }, new() { Value = OrganisationKeys.Create().SealedBy(Service<KeyVault>(), organisation.Value) } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);
        var region = await Service<RegionStore>().EnsureAsync("outage", cancellationToken);
        await Service<RegionStore>().AssignAsync(region, organisation, cancellationToken);
        return (organisation, region);
    }

    private async Task StopWhenReachableAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Service<StopStore>().AddLockAsync(new(organisation, StopKind.Skill, "skl_x"), "meanwhile", Actor.System, cancellationToken);
                return;
            }
            catch (Npgsql.NpgsqlException stale) when (stale.IsTransient)
            {
                // A connection of the pool from before.
            }
        }
    }

    private static RecordFrame[] Records(Id<Organisation> organisation)
    {
        var exchange = Id<Exchange>.New(TimeProvider.System).Value;
        RecordFrame[] frames =
        [
            new() { Started = new() { SessionId = Id<Session>.New(TimeProvider.System).Value, SkillId = Id<Skill>.New(TimeProvider.System).Value, Method = "POST", Path = "/v1/messages" } },
            new() { Response = new() { Status = 200 } },
            new() { Chunk = new() { Data = Google.Protobuf.ByteString.CopyFromUtf8("x") } },
            new() { Ended = new() { Outcome = "completed" } },
        ];
        foreach (var frame in frames)
            (frame.OrganisationId, frame.ExchangeId, frame.At) = (organisation.Value, exchange, UnixMicroseconds.Of(TimeProvider.System.GetUtcNow()));
        return RecordTests.Numbered(frames);
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
