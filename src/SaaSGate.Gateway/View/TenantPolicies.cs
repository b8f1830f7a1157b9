using System.Globalization;
using SaaSGate.Contracts.Policies;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>
/// The policies of one organisation. What does not compile is not put in force: the version before goes on, and the control plane is
/// told. Where there was none, the skills of that policy are refused.
/// </summary>
internal sealed class TenantPolicies
{
    private const int LongestMessage = 500;
    private static readonly SkillPolicies s_none = new(null, [], [], null);

    private readonly Dictionary<string, InForce> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InForce> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SkillPolicies> _merged = new(StringComparer.Ordinal);
    private readonly List<PolicyFault> _faults = [];
    private readonly Dictionary<string, SkillPolicies> _mergedBefore;
    private readonly TenantPolicies? _readBefore;

    private TenantPolicies(TenantPolicies? readBefore) => (AreRead, _readBefore, _mergedBefore, _faults) = (false, readBefore, [], readBefore?._faults ?? []);

    /// <summary>Reads what came.</summary>
    /// <param name="policies">Of the snapshot.</param>
    /// <param name="before">Until now; null where there was none.</param>
    public TenantPolicies(IEnumerable<PolicyView> policies, TenantPolicies? before)
    {
        _mergedBefore = (before = before?.LastRead)?._merged ?? [];
        foreach (var policy in policies)
        {
            if (policy.Version > 0)
                _policies[policy.Id] = Read(policy, before?._policies.GetValueOrDefault(policy.Id));
            if (policy.ShadowVersion > 0 && ReadDraft(policy, before?._drafts.GetValueOrDefault(policy.Id)) is { } draft)
                _drafts[policy.Id] = draft;
        }
    }

    /// <summary>Versions that could not be put in force.</summary>
    public IReadOnlyList<PolicyFault> Faults => _faults;

    /// <summary>Whether they have been read. While they have not, nothing gets past them.</summary>
    public bool AreRead { get; } = true;

    private TenantPolicies? LastRead => AreRead ? this : _readBefore;

    /// <summary>Reads all that a snapshot's skills need: what of loading it may take long.</summary>
    /// <param name="snapshot">What came.</param>
    /// <param name="before">Until now; null where there was none.</param>
    public static TenantPolicies Of(TenantSnapshot snapshot, TenantPolicies? before)
    {
        var policies = new TenantPolicies(snapshot.Policies, before);
        foreach (var skill in snapshot.Skills)
            policies.For(skill);
        return policies;
    }

    /// <summary>Those that are still being read.</summary>
    /// <param name="before">Until now; null where there was none.</param>
    public static TenantPolicies Unread(TenantPolicies? before) => new(before?.LastRead);

    /// <summary>What is for a skill. Not for several threads at once.</summary>
    public SkillPolicies For(SkillView skill)
    {
        if (!AreRead)
            return s_none;
        var ordered = PolicyScope.InOrder(_policies.Values, policy => policy.Scope, policy => policy.Name, skill.Id, skill.Labels).ToList();
        var drafts = _drafts.Count == 0 ? [] : PolicyScope.InOrder(_drafts.Values, draft => draft.Scope, draft => draft.Name, skill.Id, skill.Labels).ToList();
        var key = string.Join(' ', ordered.Concat(drafts).Select(policy => policy.Number.ToString(CultureInfo.InvariantCulture)));
        if (_merged.TryGetValue(key, out var merged))
            return merged;
        // A set that was compiled for the view before serves on: a change elsewhere costs nothing, and what was read under it stays known.
        merged = _mergedBefore.GetValueOrDefault(key) ?? new(
            Compile(ordered), [.. ordered.Select(policy => (policy.Id, policy.Version))],
            [.. drafts.Select(draft => (draft.Id, draft.Version))], drafts.Count == 0 ? null : CompileShadow(ordered, drafts));
        _merged.Add(key, merged);
        return merged;
    }

    /// <summary>What would be in force with the drafts; null where that cannot be: then they are not tried.</summary>
    private static PolicySet? CompileShadow(List<InForce> policies, List<InForce> drafts) => PolicySet.Merge(
        [.. policies.Where(policy => policy.Read is not null && !drafts.Exists(draft => draft.Id == policy.Id)).Concat(drafts).Select(policy => policy.Read!)]).Policy;

    private static InForce? ReadDraft(PolicyView policy, InForce? before)
    {
        var source = new PolicySource(policy.Id, policy.Name, (long)policy.ShadowVersion, policy.ShadowDocument, policy.Scope.Length == 0 ? PolicySource.Organisation : policy.Scope);
        if (!PolicyScope.TryParse(policy.Scope, out var scope))
            return null;
        if (before?.Read?.Source == source)
            return before;
        var read = ReadPolicy.Of(source);
        return read.Errors.Count == 0 ? new(policy.Id, policy.Name, policy.ShadowVersion, scope, read) : null;
    }

    private InForce Read(PolicyView policy, InForce? before)
    {
        var scope = PolicyScope.TryParse(policy.Scope, out var parsed) ? parsed : null;
        var source = new PolicySource(policy.Id, policy.Name, (long)policy.Version, policy.Document, policy.Scope.Length == 0 ? PolicySource.Organisation : policy.Scope);
        if (before?.Read?.Source == source && before.Scope == scope && scope is not null)
            return before;
        var read = ReadPolicy.Of(source);
        var error = scope is null ? "The scope cannot be read." : read.Errors is [var first, ..] ? $"Line {first.Line}, column {first.Column}: {first.Message}" : null;
        if (error is null)
            return new(policy.Id, policy.Name, policy.Version, scope, read);
        var kept = before?.Read is null ? null : before;
        Add(policy.Id, policy.Version, kept?.Version ?? 0, error);
        return kept ?? new(policy.Id, policy.Name, policy.Version, scope, null);
    }

    private static PolicySet? Compile(List<InForce> policies) =>
        policies.Exists(policy => policy.Read is null) ? null : PolicySet.Merge([.. policies.Select(policy => policy.Read!)]).Policy;

    private void Add(string policy, ulong version, ulong kept, string message) => _faults.Add(new()
    {
        PolicyId = policy,
        Version = version,
        KeptVersion = kept,
        Message = message.Length > LongestMessage ? message[..LongestMessage] : message,
    });

    /// <summary>A policy as it is in force; where it could not be read, as one that no skill gets past.</summary>
    private sealed record InForce(string Id, string Name, ulong Version, PolicyScope? Scope, ReadPolicy? Read)
    {
        private static long s_last;

        /// <summary>Tells it from every other: also from one of the same version that was written over.</summary>
        public long Number { get; } = Interlocked.Increment(ref s_last);
    }
}
