using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;

namespace SaaSGate.Gateway.View;

/// <summary>
/// Puts snapshots into the view, one after the other. The lease of the whole gateway waits for that, so nobody's rules may take long:
/// where reading them takes longer than is left of the patience, nothing of that tenant gets through until they are read, beside the
/// rest. One that is still being read has its newest snapshot read next.
/// </summary>
internal sealed partial class TenantLoads(GatewayView view, ViewLoader loader, StopsInForce effects, LinkOutbox outbox, TimeProvider clock, ILogger<TenantLoads> log)
{
    /// <summary>How long is waited at once, for all together; what was used comes back in four times the time. A lease lasts 10 s and is renewed every 2.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>To begin with, while there is no lease yet.</summary>
    internal static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(30);

    /// <summary>What a tenant is given where others have used the patience up: for rules that were read before, more than enough.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Late> _late = new(StringComparer.Ordinal);
    private TimeSpan _left = FirstPatience;
    private long _waited;

    /// <summary>How policies are read; tests know slower ways.</summary>
    internal Func<TenantSnapshot, TenantPolicies?, TenantPolicies> Read { get; init; } = TenantPolicies.Of;

    /// <summary>Puts a snapshot into the view, with its rules or, where those take long, without.</summary>
    public async Task LoadAsync(TenantSnapshot snapshot, CancellationToken cancellation)
    {
        var before = view.Find(snapshot.OrganisationId)?.Policies;
        lock (_gate)
        {
            if (_late.TryGetValue(snapshot.OrganisationId, out var late))
            {
                (late.Next, late.Unread) = (snapshot, Put(snapshot, TenantPolicies.Unread(before)));
                return;
            }
        }
        var since = clock.GetTimestamp();
        if (_left < Patience)
            _left = TimeSpan.FromTicks(Math.Min(Patience.Ticks, _left.Ticks + (clock.GetElapsedTime(_waited, since).Ticks / 4)));
        var reading = Begin(snapshot, before);
        try
        {
            var outcome = await reading.WaitAsync(_left > s_least ? _left : s_least, clock, cancellation);
            lock (_gate)
                Finish(snapshot, outcome, before);
        }
        catch (TimeoutException)
        {
            lock (_gate)
                _late.Add(snapshot.OrganisationId, new() { Unread = Put(snapshot, TenantPolicies.Unread(before)) });
            Log.Late(log, snapshot.OrganisationId);
            _ = FinishLateAsync(snapshot, reading, before);
        }
        finally
        {
            _left -= clock.GetElapsedTime(since, _waited = clock.GetTimestamp());
            if (_left < TimeSpan.Zero)
                _left = TimeSpan.Zero;
        }
    }

    /// <summary>Whether a tenant's policies are being read beside the rest.</summary>
    internal bool IsLate(string organisationId)
    {
        lock (_gate)
            return _late.ContainsKey(organisationId);
    }

    /// <summary>What of a tenant's policies is not in force.</summary>
    public static BulkFromGateway FaultsOf(TenantView tenant) =>
        new() { Faults = new PolicyFaults { OrganisationId = tenant.OrganisationId, Faults = { tenant.Policies.Faults } } };

    // On a thread of its own: those of the pool serve requests.
    private Task<Outcome> Begin(TenantSnapshot snapshot, TenantPolicies? before) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                return new Outcome(Read(snapshot, before), null);
            }
            catch (Exception notRead)
            {
                return new Outcome(null, notRead);
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task FinishLateAsync(TenantSnapshot snapshot, Task<Outcome> reading, TenantPolicies? before)
    {
        while (true)
        {
            var outcome = await reading;
            lock (_gate)
            {
                var late = _late[snapshot.OrganisationId];
                if (late.Next is not { } next)
                {
                    _late.Remove(snapshot.OrganisationId);
                    // Whose view was taken away meanwhile stays away.
                    lock (view.Changing)
                    {
                        if (late.Unread is not null && ReferenceEquals(view.Find(snapshot.OrganisationId), late.Unread))
                            Finish(snapshot, outcome, before);
                    }
                    return;
                }
                before = outcome.Policies ?? before;
                (snapshot, late.Next) = (next, null);
            }
            reading = Begin(snapshot, before);
        }
    }

    private void Finish(TenantSnapshot snapshot, Outcome outcome, TenantPolicies? before)
    {
        if (outcome.Policies is null)
        {
            Fail(snapshot, outcome.NotRead!);
            return;
        }
        if (Put(snapshot, outcome.Policies) is not { } tenant)
            return;
        foreach (var fault in tenant.Policies.Faults)
            Log.PolicyNotInForce(log, fault.PolicyId, fault.Version, snapshot.OrganisationId, fault.KeptVersion, fault.Message);
        if (tenant.Policies.Faults.Count > 0 || before?.Faults.Count > 0)
            outbox.Send(FaultsOf(tenant));
    }

    /// <summary>A tenant that cannot be understood is not acted on; the others are served on.</summary>
    private TenantView? Put(TenantSnapshot snapshot, TenantPolicies policies)
    {
        try
        {
            var tenant = loader.Load(snapshot, policies);
            view.Replace(tenant);
            effects.ViewChanged(tenant.OrganisationId);
            return tenant;
        }
        catch (Exception notUnderstood)
        {
            Fail(snapshot, notUnderstood);
            return null;
        }
    }

    private void Fail(TenantSnapshot snapshot, Exception notUnderstood)
    {
        view.Remove(snapshot.OrganisationId);
        Log.NotLoaded(log, snapshot.OrganisationId, notUnderstood.GetType().Name, notUnderstood is InvalidOperationException ? notUnderstood.Message : "");
    }

    /// <summary>What came of reading: policies, or why there are none.</summary>
    private sealed record Outcome(TenantPolicies? Policies, Exception? NotRead);

    /// <summary>A tenant whose rules are still being read.</summary>
    private sealed class Late
    {
        /// <summary>What stands in the view for it; null where that could not be made.</summary>
        public TenantView? Unread { get; set; }

        /// <summary>What is read next.</summary>
        public TenantSnapshot? Next { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The view of {OrganisationId} cannot be loaded ({Kind}) {Detail}; its skills are unknown here until the next one")]
        public static partial void NotLoaded(ILogger log, string organisationId, string kind, string detail);

        [LoggerMessage(2, LogLevel.Error, "Policy {PolicyId} version {Version} of {OrganisationId} is not in force here, version {Kept} is (0: its skills are refused). {Detail}")]
        public static partial void PolicyNotInForce(ILogger log, string policyId, ulong version, string organisationId, ulong kept, string detail);

        [LoggerMessage(3, LogLevel.Warning, "The policies of {OrganisationId} take long to read; its skills are refused until they are, others do not wait")]
        public static partial void Late(ILogger log, string organisationId);
    }
}
