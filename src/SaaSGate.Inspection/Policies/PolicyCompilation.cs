using System.Diagnostics.CodeAnalysis;

namespace SaaSGate.Inspection.Policies;

/// <summary>What <see cref="PolicySet.Compile"/> gives: a policy, or every reason why there is none.</summary>
public sealed class PolicyCompilation
{
    internal PolicyCompilation(PolicySet policy) => (Policy, Errors) = (policy, []);

    internal PolicyCompilation(IReadOnlyList<PolicyError> errors) => Errors = errors;

    /// <summary>The compiled policy, where there are no errors.</summary>
    public PolicySet? Policy { get; }

    /// <summary>In the order of policies and lines; empty on success.</summary>
    public IReadOnlyList<PolicyError> Errors { get; }

    /// <summary>True when <see cref="Policy"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    public bool Succeeded => Policy is not null;
}
