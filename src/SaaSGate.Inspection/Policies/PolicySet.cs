namespace SaaSGate.Inspection.Policies;

/// <summary>The rules in force for one skill, compiled; immutable and shared between threads.</summary>
public sealed class PolicySet
{
    private PolicySet()
    {
    }

    /// <summary>No rules: everything is allowed, nothing is looked for, every byte passes as it came.</summary>
    public static PolicySet Empty { get; } = new();

    /// <summary>True when a rule masks values of answers or of the record of requests.</summary>
    public bool MasksAnything { get; }

    /// <summary>Compiles policies in their order of precedence.</summary>
    public static PolicyCompilation Compile(IEnumerable<PolicySource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return new PolicyCompilation(Empty);
    }
}
