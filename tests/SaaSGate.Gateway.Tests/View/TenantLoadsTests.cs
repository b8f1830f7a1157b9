using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.View;

public sealed class TenantLoadsTests : IDisposable
{
    private const string Heavy = "org_heavy", Light = "org_light";

    private readonly FakeTimeProvider _clock = new();
    private readonly GatewayView _view = new();
    private readonly SemaphoreSlim _begun = new(0), _goOn = new(0);

    [Fact]
    public async Task Others_do_not_wait_for_rules_that_take_long_and_nothing_gets_past_those_until_they_are_read()
    {
        await using var rig = await GatewayRig.StartAsync();
        var loads = Loads(rig);
        await LoadLateAsync(loads, Snapshot(rig, Heavy, 1, "rules: []"), TenantLoads.FirstPatience);
        Assert.False(_view.Find(Heavy)!.Policies.AreRead);
        Assert.Null(_view.Find(Heavy)!.FindSkill("skl_a")!.Policies.Set);

        // The patience is used up, and what needs none is loaded all the same.
        await loads.LoadAsync(Snapshot(rig, Light, 2, "rules: []"), Bounded.Cancellation);
        Assert.NotNull(_view.Find(Light)!.FindSkill("skl_a")!.Policies.Set);

        // The newest counts, and is put in force as soon as it was read.
        await loads.LoadAsync(Snapshot(rig, Heavy, 3, "rules: [] # 3"), Bounded.Cancellation);
        await loads.LoadAsync(Snapshot(rig, Heavy, 4, "rules: [] # 4"), Bounded.Cancellation);
        Assert.Equal(4ul, _view.Find(Heavy)!.Version);
        _goOn.Release();
        await _begun.WaitAsync(Bounded.Cancellation);
        Assert.False(_view.Find(Heavy)!.Policies.AreRead);
        _goOn.Release();
        await Bounded.UntilAsync(() => _view.Find(Heavy)!.Policies.AreRead);
        Assert.Equal(4ul, Assert.Single(_view.Find(Heavy)!.FindSkill("skl_a")!.Policies.Versions).Version);
    }

    [Fact]
    public async Task Keeps_the_version_before_where_what_took_long_cannot_be_read()
    {
        await using var rig = await GatewayRig.StartAsync();
        var loads = Loads(rig);
        _goOn.Release();
        await loads.LoadAsync(Snapshot(rig, Heavy, 1, "rules: []"), Bounded.Cancellation);
        await _begun.WaitAsync(Bounded.Cancellation);
        await LoadLateAsync(loads, Snapshot(rig, Heavy, 2, "rules: 7"), TenantLoads.FirstPatience);
        _goOn.Release();
        await Bounded.UntilAsync(() => _view.Find(Heavy)!.Policies.AreRead);
        Assert.Equal(2ul, _view.Find(Heavy)!.Version);
        Assert.Equal(1ul, Assert.Single(_view.Find(Heavy)!.FindSkill("skl_a")!.Policies.Versions).Version);
        Assert.Equal(1ul, Assert.Single(_view.Find(Heavy)!.Policies.Faults).KeptVersion);
    }

    [Fact]
    public async Task Who_was_taken_away_meanwhile_stays_away_and_patience_comes_back()
    {
        await using var rig = await GatewayRig.StartAsync();
        var loads = Loads(rig);
        await LoadLateAsync(loads, Snapshot(rig, Heavy, 1, "rules: []"), TenantLoads.FirstPatience);
        _view.Remove(Heavy);
        Assert.True(loads.IsLate(Heavy));
        _goOn.Release();
        await Bounded.UntilAsync(() => !loads.IsLate(Heavy));
        Assert.Null(_view.Find(Heavy));

        // What was used comes back in four times the time.
        _clock.Advance(2 * TenantLoads.Patience);
        var again = loads.LoadAsync(Snapshot(rig, Heavy, 2, "rules: []"), Bounded.Cancellation);
        await _begun.WaitAsync(Bounded.Cancellation);
        _clock.Advance((TenantLoads.Patience / 2) - TimeSpan.FromMilliseconds(1));
        Assert.False(again.IsCompleted);
        _goOn.Release();
        await again;
        Assert.True(_view.Find(Heavy)!.Policies.AreRead);
        Assert.Equal(2ul, _view.Find(Heavy)!.Version);
    }

    public void Dispose()
    {
        _begun.Dispose();
        _goOn.Dispose();
    }

    private TenantLoads Loads(GatewayRig rig)
    {
        var services = rig.Gateway.Services;
        return new TenantLoads(
            _view, services.GetRequiredService<ViewLoader>(), services.GetRequiredService<StopsInForce>(), services.GetRequiredService<LinkOutbox>(), _clock, NullLogger<TenantLoads>.Instance)
        {
            Read = (snapshot, before) =>
            {
                if (snapshot.OrganisationId == Heavy)
                {
                    _begun.Release();
                    _goOn.Wait(Bounded.Cancellation);
                }
                return TenantPolicies.Of(snapshot, before);
            },
        };
    }

    private async Task LoadLateAsync(TenantLoads loads, TenantSnapshot snapshot, TimeSpan patience)
    {
        var loading = loads.LoadAsync(snapshot, Bounded.Cancellation);
        await _begun.WaitAsync(Bounded.Cancellation);
        Assert.False(loading.IsCompleted);
        _clock.Advance(patience);
        await loading;
    }

    private static TenantSnapshot Snapshot(GatewayRig rig, string organisation, ulong version, string document)
    {
        var secrets = new TenantSecrets
        {
            DigestKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
            LabelKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
            SealKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
            FingerprintKeys = { new MonthKey { Month = "2026-01", Key = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)) } },
        };
        var key = rig.Gateway.Services.GetRequiredService<GatewayIdentity>().SealingKey.ExportSubjectPublicKeyInfo();
        return new TenantSnapshot
        {
            OrganisationId = organisation,
            Version = version,
            SealedSecrets = ByteString.CopyFrom(SealedBox.Seal(key, secrets.ToByteArray(), SealingContext.TenantSecrets(organisation))),
            Skills = { new SkillView { Id = "skl_a", Name = "a" } },
            Policies = { new PolicyView { Id = "pol_a", Name = "a", Version = version, Document = document } },
        };
    }
}
