using System.Diagnostics.CodeAnalysis;

namespace SaaSGate.Inspection.Policies;

/// <summary>What <see cref="PolicySet.Compile"/> gives: a policy, or every reason why there is none.</summary>
public sealed class PolicyCompilation
{
    internal PolicyCompilation(PolicySet policy, IReadOnlyList<PolicyError> warnings) => (Policy, Errors, Warnings) = (policy, [], warnings);

    internal PolicyCompilation(IReadOnlyList<PolicyError> errors, IReadOnlyList<PolicyError> warnings) => (Errors, Warnings) = (errors, warnings);

    /// <summary>The compiled policy, where there are no errors.</summary>
    public PolicySet? Policy { get; }

    /// <summary>In the order of policies and lines; empty on success.</summary>
    public IReadOnlyList<PolicyError> Errors { get; }

    /// <summary>What does no harm and should be looked at: exceptions that are past.</summary>
    public IReadOnlyList<PolicyError> Warnings { get; }

    /// <summary>True when <see cref="Policy"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    public bool Succeeded => Policy is not null;
}
